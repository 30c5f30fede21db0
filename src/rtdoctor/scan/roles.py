"""What part a hit plays, judged from where it stands: the file's path and kind, and the line around it.

This is for text that no parser here understands; Python is judged by its syntax (`rtdoctor.scan.python`).
"""

from __future__ import annotations

import re

from rtdoctor.scan.reference import Action, Role
from rtdoctor.scan.vocabulary import HitKind

_CHANGELOG_NAMES = re.compile(
    r"(?i)^(?:change-?log|changes|history|news|releases?|release[-_ ]?notes|whats[-_]?new)(?:[-_.].*)?$"
)
_DECISIONS = re.compile(r"(?i)(?:^|/)(?:docs?/)?(?:adrs?|decisions|decision-records|rfcs?)/")
_PROSE = (".md", ".mdx", ".markdown", ".rst", ".adoc", ".asciidoc", ".txt", ".tex")
_INFRA = (".bicep", ".bicepparam", ".tf", ".tfvars", ".tf.json", ".tfvars.json", ".hcl")
_ARM = re.compile(rb"schema\.management\.azure\.com|Microsoft\.CognitiveServices/accounts")
_REQUIREMENTS = re.compile(
    r"(?i)^(?:.*(?:requirements|constraints).*\.(?:txt|in)|pipfile|pyproject\.toml|setup\.(?:py|cfg)|package\.json"
    r"|environment\.ya?ml|go\.mod|pom\.xml|build\.gradle(?:\.kts)?|cargo\.toml|gemfile|.*\.csproj|packages\.config)$"
)
_TEST_DIRECTORIES = re.compile(r"(?i)(?:^|/)(?:tests?|__tests__|specs?|testing|testdata|e2e)/")
_TEST_NAMES = re.compile(
    r"(?i)^test_|^conftest\.|(?:_test|[.\-](?:test|spec))\.[a-z]+$|(?-i:(?:Tests?|Spec)\.[a-z]+$)"
)

_PRICE_SUFFIXES = (".json", ".yml", ".yaml", ".toml", ".csv", ".jsonc")
_PRICE_WORDS = re.compile(rb"(?i)cost_per|_per_token|per_million|_mtok\b|\bprice|pricing")
_OTHER_MODELS = re.compile(
    rb"\bgpt-(?:3\.5|4|4\.1|4o|5)[A-Za-z0-9.-]*|\bclaude-[a-z0-9.-]+|\bgemini-[a-z0-9.-]+"
)
_MODELS_OF_A_TABLE = 5

_ENUMERATED = re.compile(rb"(?i)@allowed|allowed_?values|\benum\b|choices")
_COMPARED = re.compile(
    rb"(?:[!=]==?|\bcase|\bstartsWith\(|\bincludes\(|\.equals\()\s*[\"'`]?$", re.IGNORECASE
)


def role_of(path: str, data: bytes, kind: HitKind, start: int) -> tuple[Role, Action, str]:
    """Role, action and reason for a hit of `kind` at byte `start` of the file at `path` (relative, with `/`).

    The action is `keep` where the text is right as it stands, and `manual` where somebody has to change it.
    """
    name = path.rpartition("/")[2]
    lower = name.lower()
    prose = lower.endswith(_PROSE) or "." not in lower
    if prose and (_CHANGELOG_NAMES.match(lower) or _DECISIONS.search(path)):
        return "changelog", "keep", "tells what was true when it was written"
    if kind == "package" and _REQUIREMENTS.match(name):
        return (
            "dependency",
            "manual",
            "this package speaks the retired preview and has no successor of its name",
        )
    if lower.endswith(_PROSE) and not _REQUIREMENTS.match(name):
        return "doc", "keep", "prose; read it again once the code has moved"
    if lower.endswith(_INFRA) or (lower.endswith(".json") and _ARM.search(data)):
        return (
            "infra",
            "manual",
            "name, model, version and SKU of a deployment change together; there is no editor for this yet",
        )
    if lower.endswith(_PRICE_SUFFIXES) and _is_price_table(data):
        return "price-table", "keep", "a price belongs to the model it was charged for"
    if _TEST_DIRECTORIES.search(path) or _TEST_NAMES.search(name):
        return (
            "test",
            "manual",
            "tests change with the code they hold; there is no editor for this kind of file yet",
        )
    return _role_in_program(data, kind, start)


def _role_in_program(data: bytes, kind: HitKind, start: int) -> tuple[Role, Action, str]:
    line_start = data.rfind(b"\n", 0, start) + 1
    before = data[max(line_start, start - 400) : start]
    if kind in ("model", "mini-model", "model-family"):
        if _COMPARED.search(before):
            return (
                "comparison",
                "manual",
                "a comparison that decides what the program does; there is no editor for this yet",
            )
        if _ENUMERATED.search(before):
            return "enumeration", "manual", "a list of allowed names; add the new one beside it"
        if re.search(rb"(?i)deployment|/deployments/", before):
            return (
                "deployment",
                "manual",
                "a deployment of this name must exist; there is no editor for this kind of file yet",
            )
        if kind == "mini-model":
            return (
                "model",
                "manual",
                "the mini tier has no safe default successor: choose one, see rtdoctor models",
            )
        if kind == "model-family":
            return "model", "manual", "a family name; there is no editor for this kind of file yet"
        return "model", "manual", "retired; there is no editor for this kind of file yet"
    if kind == "package":
        return (
            "dependency",
            "manual",
            "this package speaks the retired preview and has no successor of its name",
        )
    return (
        "protocol",
        "manual",
        f"the retired preview's {_WHAT[kind]}; there is no editor for this kind of file yet",
    )


_WHAT: dict[HitKind, str] = {
    "event": "event name",
    "field": "session field",
    "url": "address",
    "api-version": "api-version",
    "host": "host",
    "header": "header",
    "sdk": "client interface",
}


def _is_price_table(data: bytes) -> bool:
    if not _PRICE_WORDS.search(data):
        return False
    return len(set(_OTHER_MODELS.findall(data))) >= _MODELS_OF_A_TABLE
