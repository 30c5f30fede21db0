"""What the rules leave: the net under a connection that moves, and the reasons for what is kept."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from rtdoctor.migrate.rewriting import Connection
from rtdoctor.migrate.rules._rule import Change, Context, Finding, HitIndex, Keep, Obstacle, Rebuild
from rtdoctor.scan.python.connections import Talk
from rtdoctor.scan.python.program import Program
from rtdoctor.scan.python.roles import model_role
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.strings import Strings
from rtdoctor.scan.reference import Action, Role
from rtdoctor.scan.vocabulary import Hit

_ADVICE = {
    "event": "handle the GA event name here",
    "field": "use the GA field here: the session is nested in `audio`, and it is `max_output_tokens`",
    "url": "open `wss://<resource>.openai.azure.com/openai/v1/realtime?model=<deployment>` here, without api-version",
    "api-version": "leave the api-version out: the v1 address takes none",
    "host": "use `https://<resource>.openai.azure.com/openai/v1/realtime/calls` here",
    "header": "leave the OpenAI-Beta header out",
    "sdk": "use the `realtime` modules of the openai package, without `beta`",
    "package": "this package speaks the retired preview alone: use the openai package, 1.107.1 or newer",
}
_MODEL_KINDS = ("model", "mini-model", "model-family")
_CONNECTING = ("url", "host", "package", "header")


def leftover(context: Context, talk: Talk, findings: Sequence[Finding]) -> Iterator[Obstacle]:
    """Retired names in the code of a program about to move that no rule has an answer for: it must not move."""
    for file in context.files():
        covered = [
            (f.start, f.end)
            for f in findings
            if isinstance(f, (Change, Rebuild, Obstacle, Keep)) and f.file is file
        ]
        strings = file.strings
        for hit in context.hits[file.path]:
            if hit.kind in _MODEL_KINDS or any(start <= hit.start < end for start, end in covered):
                continue
            if not _is_prose(file, strings, hit.start):
                yield Obstacle(file, hit.start, hit.end, _ADVICE[hit.kind])
        for node in file.nodes(ast.Constant, ast.keyword):
            if (node.value if isinstance(node, ast.Constant) else node.arg) != "modalities":
                continue
            start, end = file.span(node)
            if not any(a <= start < b for a, b in covered) and not _is_chat(file, node):
                yield Obstacle(
                    file, start, end, 'the GA API has `output_modalities`, `["audio"]` or `["text"]`'
                )


def _is_prose(file: SourceFile, strings: Strings, offset: int) -> bool:
    node = strings.at(offset)
    if node is None:
        return file.is_comment(offset)
    return strings.place(node) in ("docstring", "shown")


def _is_chat(file: SourceFile, node: ast.AST) -> bool:
    for above in file.ancestors(node):
        if isinstance(above, ast.Call) and "completions" in ast.unparse(above.func):
            return True
        if isinstance(above, ast.stmt):
            break
    return False


def unmoved(program: Program, talk: Talk, hits: HitIndex) -> Connection | None:
    """A preview connection that is not opened by the openai package's namespace: manual, with its places."""
    places: list[tuple[str, int, str]] = []
    opens = False
    for file in _mine(program, talk):
        strings = file.strings
        for hit in hits.of(file):
            if hit.kind in _MODEL_KINDS or _is_prose(file, strings, hit.start):
                continue
            opens = opens or hit.kind in _CONNECTING
            places.append((file.path, file.position(hit.start)[0], _ADVICE[hit.kind]))
    if not opens:
        return None
    path, line, _ = min(places)
    return Connection(
        f"{path}:{line}",
        "realtime connection opened without the openai package",
        path,
        line,
        "manual",
        tuple(sorted(set(places))),
    )


def _mine(program: Program, talk: Talk) -> Iterator[SourceFile]:
    return (
        file for file in program.files if file.path not in talk.voice_live and file.path not in talk.other
    )


def kept(
    program: Program, talk: Talk, file: SourceFile, hit: Hit, hits: HitIndex
) -> tuple[Role, Action, str]:
    """Role, action and reason of a name that no rule has spoken of."""
    strings = file.strings
    if _is_prose(file, strings, hit.start):
        return "doc", "keep", "prose; read it again once the code has moved"
    if file.path in talk.other:
        service, reason = talk.other[file.path]
        if service == "framework" and hit.kind in ("model", "mini-model"):
            node = strings.at(hit.start)
            if node is not None and model_role(file, strings, node) == "model":
                return "model", "manual", f"{reason}: change the name with the package's own move to GA"
        if service == "both":
            return "protocol", "manual", reason
        role: Role = (
            "generated" if service == "generated" else "protocol" if service == "openai" else "other-service"
        )
        return role, "keep", reason
    if file.path in talk.voice_live and hit.kind not in _MODEL_KINDS:
        return "other-service", "keep", "Voice Live keeps the names of the preview"
    node = strings.at(hit.start)
    if hit.kind in _MODEL_KINDS:
        if node is None:
            return "doc", "keep", "not in the code"
        found = model_role(file, strings, node)
        if found in _MODEL_REASONS:
            return found, "keep", _MODEL_REASONS[found]
        if hit.kind == "model-family":
            return found, "manual" if found == "comparison" else "keep", "a family of models, not one of them"
        return found, "manual", "no connection that uses it was found: change it together with that one"
    if any(
        h.kind in _CONNECTING and not _is_prose(f, f.strings, h.start)
        for f in _mine(program, talk)
        for h in hits.of(f)
    ):
        return "protocol", "manual", _ADVICE[hit.kind]
    return "protocol", "keep", "no connection to Azure OpenAI or OpenAI was found in this program"


_MODEL_REASONS: dict[Role, str] = {
    "price-table": "prices and limits of the old model: add a row for the new one",
    "deny-list": "names what is not to be used",
    "enumeration": "a list of what exists: add the new name, keep the old",
    "doc": "prose; read it again once the code has moved",
}
