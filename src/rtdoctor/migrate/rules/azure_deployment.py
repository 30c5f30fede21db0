"""`AzureOpenAI(azure_deployment=…)` names the deployment over what `connect(model=…)` says: so it moves there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rtdoctor.migrate.rules._models import successor
from rtdoctor.migrate.rules._rule import Change, Context, Example, Finding, Obstacle, Rule
from rtdoctor.scan.python.program import Program, enclosing_class, enclosing_function
from rtdoctor.scan.python.sites import ClientSite, ConnectSite
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.values import environment_lookup, origins
from rtdoctor.scan.vocabulary import is_retired_mini, is_retired_model


def _find(context: Context) -> Iterator[Finding]:
    for connect in context.sites.connects:
        if connect.file.path in context.excluded:
            continue
        clients = [client for client in connect.namespace.clients if client.azure]
        deployments = [
            keyword for client in clients if (keyword := client.keyword("azure_deployment")) is not None
        ]
        if not deployments:
            continue
        model = connect.keyword("model")
        if len({ast.dump(keyword.value) for keyword in deployments}) > 1 or len(deployments) < len(clients):
            yield Obstacle(
                connect.file, *connect.file.span(connect.call), "give the deployment as `model` here"
            )
            continue
        if any(client.others for client in clients) and not _names_realtime(
            context, clients[0].file, deployments[0].value
        ):
            # The client's deployment is for its other calls; the realtime one can only be what `model` says.
            if model is None or not _names_realtime(context, connect.file, model.value):
                yield Obstacle(
                    connect.file,
                    *connect.file.span(connect.call),
                    "give the realtime deployment as `model` here",
                )
            continue
        code = _reachable(context, clients[0], connect, deployments[0].value)
        if code is None or model is None:
            yield Obstacle(
                connect.file,
                *connect.file.span(connect.call),
                "give the client's azure_deployment as `model` here",
            )
        elif ast.dump(model.value) != ast.dump(deployments[0].value):
            yield Change(connect.file, *connect.file.span(model.value), code, f"write `model={code}`")


def _names_realtime(context: Context, file: SourceFile, node: ast.expr) -> bool:
    """True when a literal that the name may be, or the variable it is read from, speaks of realtime."""
    trace = origins(context.program, file, node)
    names = [value for _, value in trace.strings()]
    for end in trace.ends:
        if (lookup := environment_lookup(context.program, end.file, end.node)) is not None:
            names.append(lookup[0])
    return any("realtime" in name.lower() for name in names)


def _reachable(context: Context, client: ClientSite, connect: ConnectSite, node: ast.expr) -> str | None:
    """The code of the client's deployment as it may be written in the connect call; None when it may not."""
    program = context.program
    text = _renamed(context, client.file.text(node), node)
    if isinstance(node, ast.Constant):
        return text
    if environment_lookup(program, client.file, node) is not None:
        return text if _has_name(program, client, connect, "os") else None
    if client.file is not connect.file:
        return None
    if isinstance(node, ast.Name):
        bindings = program.project.of(client.file).scopes.bindings(node)
        local = any(not isinstance(binding.scope.node, ast.Module) for binding in bindings)
        same = enclosing_function(client.file, client.call) is enclosing_function(connect.file, connect.call)
        return text if bindings and (same or not local) else None
    if isinstance(node, ast.Attribute) and text.startswith("self."):
        return (
            text
            if enclosing_class(client.file, client.call) is enclosing_class(connect.file, connect.call)
            else None
        )
    return None


def _renamed(context: Context, text: str, node: ast.expr) -> str:
    """`text`, the code of `node`, with the retired names that it says itself, as a default does, made new ones."""
    for part in ast.walk(node):
        if not isinstance(part, ast.Constant) or not isinstance(part.value, str):
            continue
        name = part.value
        if is_retired_model(name) or is_retired_mini(name) or name in context.options.deployment_names:
            new = successor(context, name, deployment=True).name
            text = text.replace(name, new) if new else text
    return text


def _has_name(program: Program, client: ClientSite, connect: ConnectSite, name: str) -> bool:
    return client.file is connect.file or name in program.project.of(connect.file).scopes.module.bindings


_HEAD = "from openai import AzureOpenAI\n"
_CHAT = 'client.chat.completions.create(model="chat", messages=[])\n'
_CLIENT = 'client = AzureOpenAI(azure_endpoint="https://r.openai.azure.com", api_key="k"{})\n'
_GA = 'from openai import OpenAI\nclient = OpenAI(base_url="https://r.openai.azure.com/openai/v1/", api_key="k")\n'

rule = Rule(
    code="RM111",
    name="azure-deployment",
    source="openai-python 3.54.0, lib/azure.py, `_configure_realtime`",
    find=_find,
    valid=(
        _HEAD + _CLIENT.format("") + 'client.beta.realtime.connect(model="voice")\n',
        # For chat the deployment belongs to the client.
        _HEAD + _CLIENT.format(', azure_deployment="chat"') + _CHAT,
        _HEAD
        + _CLIENT.format(', azure_deployment="chat"')
        + _CHAT
        + 'client.beta.realtime.connect(model="my-realtime")\n',
    ),
    invalid=(
        Example(
            _HEAD
            + _CLIENT.format(', azure_deployment="voice"')
            + 'client.beta.realtime.connect(model="ignored")\n',
            _GA + 'client.realtime.connect(model="voice")\n',
        ),
        Example(
            "import os\n"
            + _HEAD
            + _CLIENT.format(', azure_deployment=os.environ.get("VOICE", "gpt-4o-realtime-preview")')
            + 'client.beta.realtime.connect(model="ignored")\n',
            "import os\n"
            + _GA
            + 'client.realtime.connect(model=os.environ.get("VOICE", "gpt-realtime-1.5"))\n',
        ),
    ),
)
