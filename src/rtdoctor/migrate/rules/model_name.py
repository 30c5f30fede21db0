"""A retired model's name becomes the target's, wherever it is the value that chooses the model.

On Azure the name in `connect(model=…)` is the deployment's; one that equals a retired id is renamed everywhere at
once, and the command that creates the deployment is a follow-up. Names in comparisons that steer the program are a
person's to judge, so they hold the connection back; prices, deny-lists and enumerations stay. Alone, a name is
changed only where the protocol is right already: the GA API and Voice Live.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rtdoctor.migrate.rules._models import create_deployment, successor
from rtdoctor.migrate.rules._rule import Change, Context, Example, Finding, Keep, Obstacle, Rule, Todo
from rtdoctor.scan.python.roles import model_role
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.strings import Strings
from rtdoctor.scan.python.uses import uses
from rtdoctor.scan.python.values import End, called_name, environment_lookup, origins
from rtdoctor.scan.reference import Role
from rtdoctor.scan.vocabulary import Hit

_LOADERS = frozenset(
    {
        "json.load",
        "yaml.safe_load",
        "yaml.load",
        "tomllib.load",
        "tomli.load",
        "toml.load",
        "configparser.ConfigParser",
    }
)
_PARSERS = frozenset({"json.loads", "yaml.safe_load", "tomllib.loads", "tomli.loads", "toml.loads"})
_STEERING: frozenset[Role] = frozenset({"comparison", "price-table", "enumeration"})
_KEPT: dict[Role, str] = {
    "price-table": "prices and limits of the old model: add a row for the new one",
    "deny-list": "names what is not to be used",
    "enumeration": "a list of what exists: add the new name, keep the old",
    "doc": "prose; read it again once the code has moved",
}


def _find(context: Context) -> Iterator[Finding]:
    renamed: dict[str, bool] = {}
    findings: list[Finding] = []
    files = [f for f in context.files() if context.situation != "voice-live" or f.path in context.voice_live]
    chosen = _chosen(context)
    for file in files:
        strings = file.strings
        for hit in context.hits[file.path]:
            if hit.kind in ("model", "mini-model", "model-family"):
                findings.append(_hit(context, file, strings, hit, chosen))
    held = next((f for f in findings if isinstance(f, Obstacle) and f.role in _STEERING), None)
    for finding in findings:
        if isinstance(finding, Change) and held is not None and context.situation != "preview":
            # The value alone would make the program take another way, or fail to find itself in a table.
            where = f"{held.file.path}, line {held.file.position(held.start)[0]}"
            says = f"{finding.says}, once it is decided what the name at {where} becomes"
            finding = Obstacle(finding.file, finding.start, finding.end, says, finding.role)
        if isinstance(finding, Change):
            renamed[finding.text] = True
        yield finding
    if context.situation != "voice-live":
        yield from _named_by_user(context, renamed)
        yield from _from_environment(context)
    if context.azure and context.situation != "voice-live":
        for name in sorted(renamed):
            yield create_deployment(name, context.options.to if name not in _models(context) else name)


def _models(context: Context) -> set[str]:
    return {context.options.to, context.options.mini_to or ""}


def _hit(context: Context, file: SourceFile, strings: Strings, hit: Hit, chosen: set[ast.AST]) -> Finding:
    place = hit.start, hit.end
    node = strings.at(hit.start)
    if node is None:
        return Keep(file, *place, "doc", "prose; read it again once the code has moved")
    role: Role = "model" if node in chosen else model_role(file, strings, node)
    if role in _KEPT:
        if role in ("price-table", "enumeration") and _is_looked_up(context, file, node):
            return Obstacle(
                file,
                *place,
                "add the new model's row here: the program looks its model up in this table",
                role,
            )
        return Keep(file, *place, role, _KEPT[role])
    if role == "comparison":
        says = "decide what holds for the new model: the program takes another way by this name"
        return Obstacle(file, *place, says, role)
    if hit.kind == "model-family":
        return Keep(file, *place, role, "a family of models, not one of them")
    deployment = context.azure and context.situation != "voice-live"
    new = successor(context, hit.match, deployment=deployment)
    shown: Role = "deployment" if deployment and role == "model" else role
    if new.keep:
        return Keep(file, *place, shown, new.reason)
    if new.name is None:
        return Obstacle(file, *place, new.reason, shown)
    if new.name == hit.match:
        return Keep(file, *place, shown, "named so by choice")
    whole = isinstance(node, ast.Constant) and node.value == hit.match
    if not whole and not _is_parameter(file, hit):
        return Obstacle(file, *place, f"write `{new.name}` where this text is meant for the program", shown)
    return Change(file, *place, new.name, f"write `{new.name}`", role=shown)


def _is_parameter(file: SourceFile, hit: Hit) -> bool:
    """True inside an address: `…?model=gpt-…`."""
    before = file.data[max(0, hit.start - 12) : hit.start]
    return before.endswith((b"?model=", b"&model=", b"deployment="))


def _chosen(context: Context) -> set[ast.AST]:
    """The literals that the model of a connection may be, wherever they are written down."""
    chosen: set[ast.AST] = set()
    for file, node in _models_asked_for(context):
        chosen |= {end.node for end, _ in origins(context.program, file, node).strings()}
    return chosen


def _models_asked_for(context: Context) -> Iterator[tuple[SourceFile, ast.expr]]:
    for connect in context.sites.connects:
        if (keyword := connect.keyword("model")) is not None:
            yield connect.file, keyword.value
    for client in context.sites.clients:
        if client.namespaces and (keyword := client.keyword("azure_deployment")) is not None:
            yield client.file, keyword.value


def _is_looked_up(context: Context, file: SourceFile, key: ast.expr) -> bool:
    """True when the table or list that has `key` is asked for a name that is no literal."""
    table = file.parent(key)
    if not isinstance(table, (ast.Dict, ast.List, ast.Tuple, ast.Set)):
        return False
    for use in uses(context.program, file, table):
        parent = use.parent
        if use.kind == "subscript" and not isinstance(getattr(parent, "slice", None), ast.Constant):
            return True
        if isinstance(parent, ast.Attribute) and parent.attr in (
            "get",
            "index",
            "__getitem__",
            "__contains__",
        ):
            return True
        if isinstance(parent, ast.Compare) and any(isinstance(op, (ast.In, ast.NotIn)) for op in parent.ops):
            return True
    return False


def _named_by_user(context: Context, renamed: dict[str, bool]) -> Iterator[Finding]:
    """Deployments renamed by OLD=NEW whose old name is no retired id."""
    names = context.options.deployment_names
    seen: set[ast.AST] = set()
    for file, node in _models_asked_for(context) if context.azure else ():
        for end, value in origins(context.program, file, node).strings():
            if value in names and end.node not in seen and not _is_hit(context, end):
                seen.add(end.node)
                assert isinstance(end.node, ast.Constant)
                start, stop = end.file.span(end.node)
                text = end.file.decode(start, stop).replace(value, names[value])
                renamed[names[value]] = True
                yield Change(end.file, start, stop, text, f"write `{text}`", role="deployment")


def _reads_settings(context: Context) -> bool:
    """True when the program loads a file of settings, which may name the old deployment."""
    for file in context.program.files:
        for call in file.nodes(ast.Call):
            name = context.program.external(file, call.func)
            if name in _LOADERS:
                return True
            if name in _PARSERS and any(
                isinstance(node, ast.Call) and called_name(node) in ("read", "read_text", "read_bytes")
                for argument in call.args
                for node in ast.walk(argument)
            ):
                return True
    return False


def _is_hit(context: Context, end: End) -> bool:
    assert isinstance(end.node, ast.Constant)
    start, stop = end.file.span(end.node)
    return any(start <= hit.start < stop for hit in context.hits.get(end.file.path, ()))


def _from_environment(context: Context) -> Iterator[Finding]:
    what = "a deployment of" if context.azure else "the model"
    for file, node in _models_asked_for(context):
        trace = origins(context.program, file, node)
        if not trace.complete:
            says = f"what `{file.text(node)}` names must be {what} {context.options.to} (or another GA model)"
            if _reads_settings(context):
                yield context.obstacle(file, node, f"{says}: it may come from a file of settings")
            else:
                yield Todo(f"{file.path}, line {file.position(file.start(node))[0]}: {says}")
        for end in trace.ends:
            lookup = environment_lookup(context.program, end.file, end.node)
            if lookup is not None:
                yield Todo(
                    f"{lookup[0]}, where it is set, must name {what} {context.options.to} (or another GA model)"
                )


_GA = 'from openai import OpenAI\nclient = OpenAI(base_url="https://r.openai.azure.com/openai/v1/", api_key="k")\n'
_VOICE_LIVE = "from azure.ai.voicelive.aio import connect\n"

rule = Rule(
    code="RM107",
    name="model-name",
    source="Azure's retired-models page; Voice Live's model list, 2026-09-29; OpenAI's deprecation page",
    find=_find,
    situations=frozenset({"preview", "ga", "voice-live"}),
    valid=(
        # No connection: nothing says that the protocol is right.
        'MODEL = "gpt-4o-realtime-preview"\n',
        'PRICES = {"gpt-4o-realtime-preview": 20.0}\n',
        _GA + 'DENIED = ["gpt-4o-realtime-preview"]\nclient.realtime.connect(model="voice")\n',
        _GA + 'client.realtime.connect(model="my-gpt-4o-realtime-preview")\n',
        _GA + 'client.realtime.connect(model="gpt-4o-realtime-preview-2025-09-09")\n',
        # The mini tier has no safe successor on Azure.
        _GA + 'client.realtime.connect(model="gpt-4o-mini-realtime-preview")\n',
    ),
    invalid=(
        Example(
            _GA + 'client.realtime.connect(model="gpt-4o-realtime-preview-2024-12-17")\n',
            _GA + 'client.realtime.connect(model="gpt-realtime-1.5")\n',
        ),
        Example(
            _VOICE_LIVE + 'MODEL = "gpt-4o-realtime-preview"\nEVENT = "response.audio.delta"\n',
            _VOICE_LIVE + 'MODEL = "gpt-realtime-1.5"\nEVENT = "response.audio.delta"\n',
        ),
        Example(
            "from openai import OpenAI\n"
            'OpenAI().beta.realtime.connect(model="gpt-4o-mini-realtime-preview")\n',
            'from openai import OpenAI\nOpenAI().realtime.connect(model="gpt-realtime-2.1-mini")\n',
        ),
    ),
)
