"""`client.beta.realtime` becomes `client.realtime`.

The preview namespace is still shipped in openai 3.54.0, sends `OpenAI-Beta: realtime=v1`, and with a v1 address
that combination is refused. The GA namespace has the same methods on a connection.
"""

from __future__ import annotations

from collections.abc import Iterator

from rtdoctor.migrate.rules._endpoint import GatewayError, check_endpoint
from rtdoctor.migrate.rules._rule import Change, Context, Example, Finding, Mark, Obstacle, Rule, Todo
from rtdoctor.scan.python.sites import NamespaceSite
from rtdoctor.scan.python.values import origins


def _find(context: Context) -> Iterator[Finding]:
    for namespace in context.sites.namespaces:
        if not namespace.beta or namespace.file.path in context.excluded:
            continue
        file = namespace.file
        inner = namespace.node.value
        start, end = file.span(inner)[1], file.span(namespace.node)[1]
        dropped = file.data.index(b".", file.span(namespace.client)[1]), start
        if not namespace.clients:
            yield Obstacle(
                file,
                dropped[0] + 1,
                end,
                "write `.realtime` here, on a client made for the v1 address: which one it is cannot be told",
            )
            continue
        yield from _addresses(context, namespace)
        marks = (Mark(dropped[0] + 1, end, "realtime"),)
        if b"#" in file.data[dropped[0] : end]:
            yield Obstacle(file, dropped[0] + 1, end, "write `.realtime` in place of `.beta.realtime`")
            continue
        yield Change(file, *dropped, "", "write `.realtime` in place of `.beta.realtime`", marks)
    yield Todo('The program needs openai 1.107.1 or newer: pip install "openai[realtime]>=1.107.1"')
    for file, node, says in context.sites.unclear:
        yield context.obstacle(file, node, says)


def _addresses(context: Context, namespace: NamespaceSite) -> Iterator[Finding]:
    """Plain clients must already talk to OpenAI or to the v1 address; nobody can say what a gateway understands."""
    for client in namespace.clients:
        if client.azure:
            continue
        for name in ("websocket_base_url", "default_query"):
            if (keyword := client.keyword(name)) is not None:
                yield context.obstacle(
                    client.file, keyword, f"leave `{name}` out: `base_url` decides the address of the socket"
                )
        address = client.keyword("base_url")
        if address is None:
            continue
        try:
            check_endpoint(context, client.file, address.value)
        except GatewayError as error:
            yield context.obstacle(
                client.file, address, f"whether {error} speaks the GA API, its owner knows"
            )
            continue
        for _, value in origins(context.program, client.file, address.value).strings():
            if "azure.com" in value and "/openai/v1" not in client.file.text(address) + value:
                yield context.obstacle(client.file, address, 'write `base_url="<endpoint>/openai/v1/"` here')


rule = Rule(
    code="RM101",
    name="beta-namespace",
    source="openai-python, src/openai/resources/realtime/realtime.py at 3.54.0; Azure's migration guide, 2026-02-23",
    find=_find,
    valid=(
        "from google.genai import beta\nmodel = beta.realtime.RealtimeModel()\n",
        'import google\nmodel = google.beta.realtime.RealtimeModel("gemini-live")\n',
        "from openai import OpenAI\n"
        'client = OpenAI(api_key="k")\n'
        'with client.realtime.connect(model="gpt-realtime-1.5") as connection:\n'
        "    connection.response.create()\n",
    ),
    invalid=(
        Example(
            "from openai import OpenAI\n"
            'client = OpenAI(api_key="k")\n'
            'with client.beta.realtime.connect(model="gpt-realtime") as connection:\n'
            "    connection.response.create()\n",
            "from openai import OpenAI\n"
            'client = OpenAI(api_key="k")\n'
            'with client.realtime.connect(model="gpt-realtime") as connection:\n'
            "    connection.response.create()\n",
        ),
    ),
)
