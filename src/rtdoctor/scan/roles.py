"""What part a hit plays, judged from where it stands: the file's path and kind, and the line around it.

This is for text that no parser here understands; Python is judged by its syntax (`rtdoctor.scan.python`).
"""

from __future__ import annotations

import re

from rtdoctor.scan.notebook import Notebook
from rtdoctor.scan.origin import Origin
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

_NO_EDITOR = "there is no editor for this kind of file yet"
_PROSE_REASON = "prose; read it again once the code has moved"
_PACKAGE_REASON = "this package speaks the retired preview and has no successor of its name"
_INFRA_REASON = f"name, model, version and SKU of a deployment change together; {_NO_EDITOR}"
_TEST_REASON = f"tests change with the code they hold; {_NO_EDITOR}"
_COMPARISON_REASON = f"a comparison that decides what the program does; {_NO_EDITOR}"
_DEPLOYMENT_REASON = f"a deployment of this name must exist; {_NO_EDITOR}"
_MINI_REASON = "the mini tier has no safe default successor: choose one, see rtdoctor models"
_VOICE_LIVE_REASON = "Voice Live keeps these names"

_PRICE_SUFFIXES = (".json", ".yml", ".yaml", ".toml", ".csv", ".jsonc")
_PRICE_WORDS = re.compile(rb"(?i)cost_per|_per_token|per_million|_mtok\b|\bprice|pricing")
_OTHER_MODELS = re.compile(
    rb"\bgpt-(?:3\.5|4|4\.1|4o|5)[A-Za-z0-9.-]*|\bclaude-[a-z0-9.-]+|\bgemini-[a-z0-9.-]+"
)
_MODELS_OF_A_TABLE = 5

_VOICE_LIVE = re.compile(rb"(?i)voice-?live|voice-agent/realtime")
_PREVIEW_ADDRESS = re.compile(rb"/openai/realtime|OpenAI-Beta|(?i:beta[./]realtime)")

_ENUMERATED = re.compile(rb"(?i)@allowed|allowed_?values|\benum\b|choices")
_COMPARED = re.compile(
    rb"(?:[!=]==?|\bcase|\bstartsWith\(|\bincludes\(|\.equals\()\s*[\"'`]?$", re.IGNORECASE
)


Judgement = tuple[Role, Action, str]
"""Role, action and reason. `keep` where the text is right as it stands, `manual` where somebody must change it."""

_KEPT_ORIGIN: dict[Origin, str] = {
    "vendored": "somebody else's code: update it where it comes from",
    "generated": "a generated file: change what it is made from, and make it again",
}


class RoleJudge:
    """Judges the hits of one file; what holds for the whole file is looked at once."""

    def __init__(self, path: str, data: bytes, origin: Origin | None = None) -> None:
        self._data = data
        self._name = path.rpartition("/")[2]
        self._whole = (origin, "keep", _KEPT_ORIGIN[origin]) if origin else self._judge_file(path)
        self._notebook = Notebook(data) if self._name.lower().endswith(".ipynb") else None
        # Voice Live has the preview's event names and flat session, and keeps them.
        self._speaks_voice_live = bool(_VOICE_LIVE.search(data)) and not _PREVIEW_ADDRESS.search(data)

    def judge(self, kind: HitKind, start: int) -> Judgement:
        """The hit of `kind` at byte `start`."""
        if self._whole is not None:
            return self._whole
        span = self._notebook.at(start) if self._notebook else None
        if span is not None and span.part == "output":
            return "generated", "keep", "a recorded output: run the notebook again"
        if span is not None and span.part == "prose":
            return "doc", "keep", _PROSE_REASON
        if kind == "package" and _REQUIREMENTS.match(self._name):
            return "dependency", "manual", _PACKAGE_REASON
        if kind in ("event", "field") and self._speaks_voice_live:
            return "other-service", "keep", _VOICE_LIVE_REASON
        return _role_in_program(self._data, kind, start)

    def cell(self, start: int) -> int | None:
        """The notebook cell that byte `start` belongs to, from 0; None outside of one."""
        span = self._notebook.at(start) if self._notebook else None
        return span.cell if span else None

    def _judge_file(self, path: str) -> Judgement | None:
        """What every hit of the file is, None when each has to be looked at."""
        lower = self._name.lower()
        is_requirements = _REQUIREMENTS.match(self._name) is not None
        prose = (lower.endswith(_PROSE) or "." not in lower) and not is_requirements
        if prose and (_CHANGELOG_NAMES.match(lower) or _DECISIONS.search(path)):
            return "changelog", "keep", "tells what was true when it was written"
        if lower.endswith(_PROSE) and not is_requirements:
            return "doc", "keep", _PROSE_REASON
        if lower.endswith(_INFRA) or (lower.endswith(".json") and _ARM.search(self._data)):
            return "infra", "manual", _INFRA_REASON
        if lower.endswith(_PRICE_SUFFIXES) and _is_price_table(self._data):
            return "price-table", "keep", "a price belongs to the model it was charged for"
        if _TEST_DIRECTORIES.search(path) or _TEST_NAMES.search(self._name):
            return "test", "manual", _TEST_REASON
        return None


def _role_in_program(data: bytes, kind: HitKind, start: int) -> Judgement:
    line_start = data.rfind(b"\n", 0, start) + 1
    before = data[max(line_start, start - 400) : start]
    if kind in ("model", "mini-model", "model-family"):
        if _COMPARED.search(before):
            return "comparison", "manual", _COMPARISON_REASON
        if _ENUMERATED.search(before):
            return "enumeration", "manual", "a list of allowed names; add the new one beside it"
        if re.search(rb"(?i)deployment|/deployments/", before):
            return "deployment", "manual", _DEPLOYMENT_REASON
        if kind == "mini-model":
            return "model", "manual", _MINI_REASON
        return "model", "manual", f"{'a family name' if kind == 'model-family' else 'retired'}; {_NO_EDITOR}"
    if kind == "package":
        return "dependency", "manual", _PACKAGE_REASON
    return "protocol", "manual", f"the retired preview's {_WHAT[kind]}; {_NO_EDITOR}"


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
