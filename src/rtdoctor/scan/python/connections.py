"""What a program talks to, judged from what it imports, the addresses it names and the clients it makes."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from typing import Literal

from rtdoctor.scan.python.program import Program
from rtdoctor.scan.python.sites import NamespaceSite, Sites
from rtdoctor.scan.python.source import SourceFile

Service = Literal["openai", "both", "voice-live", "other-vendor", "framework", "generated", "none"]
"""`both` opens preview and GA connections side by side; `openai` is a file set aside for the old shape."""

_VOICE_LIVE = re.compile(rb"/voice-live/|azure\.ai\.voicelive|VOICE_?LIVE_[A-Z]|azure_semantic_vad")
_VENDOR = re.compile(
    r"stepfun|zhipu|bigmodel|glm[-_.]|(?:^|[/_.-])glm(?:$|[/_.-])|gemini|dashscope|qwen|volcengine|doubao|minimax|"
    r"(?:^|[/_.-])grok|google\.gen|api\.x\.ai|hume|inworld|elevenlabs|deepgram|groq|moonshot",
    re.IGNORECASE,
)
_FRAMEWORKS = ("livekit", "pipecat", "agents.realtime", "semantic_kernel", "autogen", "fastrtc")
_GENERATED = re.compile(
    rb"(?i)@generated|do not edit|file generated from|auto-?generated|automatically generated"
)
_KEPT_ON_PURPOSE = re.compile(r"(?i)(?:^|[/_.-])(?:beta|legacy|compat|deprecated)(?:$|[/_.-])")
_GA_ADDRESS = b"/openai/v1/realtime"


@dataclass(slots=True)
class Talk:
    """Per file what service it belongs to, and whether the program still opens preview connections by the SDK."""

    voice_live: frozenset[str] = frozenset()
    other: dict[str, tuple[Service, str]] = field(default_factory=dict)
    """Files that are not this tool's to change, each with its service and the reason."""
    preview: bool = False
    ga: bool = False
    raw: bool = False


def judge(program: Program, sites: Sites) -> Talk:
    """What `program` talks to."""
    talk = Talk(voice_live=frozenset(f.path for f in program.files if _VOICE_LIVE.search(f.data)))
    for file in program.files:
        if _GENERATED.search(file.data[:600]):
            talk.other[file.path] = ("generated", "a generated file")
        elif _opens_both(file, sites):
            reason = "serves the preview and the GA API side by side: decide which stays; the preview is gone"
            talk.other[file.path] = ("both", reason)
        elif _is_set_aside(file, sites):
            talk.other[file.path] = (
                "openai",
                "kept for the preview on purpose, beside a file for the GA API",
            )
        elif (vendor := other_vendor(file)) is not None:
            talk.other[file.path] = ("other-vendor", f"{vendor} speaks this protocol under these names")
        elif (framework := _framework(file)) is not None and not _opens(file, sites):
            talk.other[file.path] = ("framework", f"the {framework} package decides what goes over the wire")
    mine = {f.path for f in program.files} - talk.voice_live - talk.other.keys()
    talk.preview = any(
        namespace.file.path in mine and (namespace.beta or any(client.azure for client in namespace.clients))
        for namespace in sites.namespaces
    )
    talk.ga = any(not n.beta and n.clients and n.file.path in mine for n in sites.namespaces) or any(
        _GA_ADDRESS in file.data for file in program.files if file.path in mine
    )
    return talk


def other_vendor(file: SourceFile) -> str | None:
    """The vendor of another realtime service that the file's path, imports or addresses name."""
    if match := _VENDOR.search(file.path):
        return match.group().strip("/_.-")
    for statement in file.nodes(ast.Import, ast.ImportFrom):
        names = [alias.name for alias in statement.names]
        if isinstance(statement, ast.ImportFrom):
            names.append(statement.module or "")
        for name in names:
            if match := _VENDOR.search(name):
                return match.group().strip("/_.-")
    for node in file.nodes(ast.Constant):
        is_address = isinstance(node.value, str) and re.match(r"(?:wss?|https?)://", node.value)
        if is_address and (match := _VENDOR.search(str(node.value))):
            return match.group().strip("/_.-")
    return None


def _framework(file: SourceFile) -> str | None:
    for statement in file.nodes(ast.Import, ast.ImportFrom):
        if isinstance(statement, ast.ImportFrom) and statement.level:
            continue
        modules = (
            [statement.module or ""]
            if isinstance(statement, ast.ImportFrom)
            else [a.name for a in statement.names]
        )
        for module in modules:
            for framework in _FRAMEWORKS:
                if module == framework or module.startswith(f"{framework}."):
                    return framework
    return None


def _opens(file: SourceFile, sites: Sites) -> bool:
    return any(namespace.file is file for namespace in sites.namespaces)


def _opens_both(file: SourceFile, sites: Sites) -> bool:
    """Beta and GA connections in one file: a switch of its author's."""
    here = [namespace for namespace in sites.namespaces if namespace.file is file]
    return any(namespace.beta for namespace in here) and any(_is_ga(namespace) for namespace in here)


def _is_set_aside(file: SourceFile, sites: Sites) -> bool:
    """A file whose name says that it is for the old shape, beside one that opens GA connections."""
    return bool(_KEPT_ON_PURPOSE.search(file.path)) and any(_is_ga(n) for n in sites.namespaces)


def _is_ga(namespace: NamespaceSite) -> bool:
    return not namespace.beta and not any(client.azure for client in namespace.clients)
