"""Ways people write the same program: what is reported done runs, what cannot be followed is left whole."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.rules.test_rewritten_runs import environment, migrate, run

__all__ = ["environment"]  # a fixture

HEAD = "import asyncio, os\nfrom openai import AsyncAzureOpenAI\n"
ENDPOINT = 'azure_endpoint=os.environ["AZURE_OPENAI_ENDPOINT"]'
CLIENT = f'AsyncAzureOpenAI({ENDPOINT}, api_key=os.environ["AZURE_OPENAI_API_KEY"], api_version="2024-10-01-preview")'
IDENTITY = (
    "from azure.identity import ManagedIdentityCredential, get_bearer_token_provider\n"
    "C = ManagedIdentityCredential()\n"
)
VERSION = 'api_version="2024-12-17"'
SCOPE = '"https://cognitiveservices.azure.com/.default"'
LOOP = """\
        async for event in c:
            if event.type == "error":
                raise SystemExit(event.error.message)
            if event.type == "response.text.delta":
                print(event.delta)
            if event.type == "response.done":
                break
"""


def talk(
    *,
    session: str = '{"modalities": ["text"]}',
    model: str = '"gpt-4o-realtime-preview"',
    client: str = "client",
    loop: str = LOOP,
) -> str:
    return (
        f"    async with {client}.beta.realtime.connect(model={model}) as c:\n"
        f"        await c.session.update(session={session})\n"
        "        await c.conversation.item.create(\n"
        '            item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi."}]}\n'
        "        )\n"
        "        await c.response.create()\n" + loop
    )


def program(*, head: str = "", make: str = CLIENT, end: str = "asyncio.run(main())\n", **how: str) -> str:
    return HEAD + head + f"async def main():\n    client = {make}\n" + talk(**how) + end


DONE = {
    "provider in a lambda": program(
        head=IDENTITY,
        make=f"AsyncAzureOpenAI({ENDPOINT}, azure_ad_token_provider=lambda: C.get_token({SCOPE}).token, {VERSION})",
    ),
    "provider made in place": program(
        head=IDENTITY,
        make=f"AsyncAzureOpenAI({ENDPOINT}, azure_ad_token_provider=get_bearer_token_provider(C, {SCOPE}), {VERSION})",
    ),
    "provider from azure.identity.aio": program(
        head=IDENTITY.replace("azure.identity", "azure.identity.aio"),
        make=f"AsyncAzureOpenAI({ENDPOINT}, azure_ad_token_provider=get_bearer_token_provider(C, {SCOPE}), {VERSION})",
        end="    await C.close()\nasyncio.run(main())\n",
    ),
    "token": program(
        head=IDENTITY,
        make=f"AsyncAzureOpenAI({ENDPOINT}, azure_ad_token=C.get_token({SCOPE}).token, {VERSION})",
    ),
    "module attribute": program(
        head="import openai\n", make=CLIENT.replace("AsyncAzure", "openai.AsyncAzure")
    ),
    "another name": program(make=CLIENT.replace("AsyncAzureOpenAI", "Client")).replace(
        "import AsyncAzureOpenAI", "import AsyncAzureOpenAI as Client, OpenAIError"
    ),
    "lib.azure": program().replace("from openai import", "from openai.lib.azure import"),
    "exit stack": HEAD
    + "from contextlib import AsyncExitStack\nasync def main():\n    async with AsyncExitStack() as stack:\n"
    + f"        client = await stack.enter_async_context({CLIENT})\n"
    + '        c = await stack.enter_async_context(client.beta.realtime.connect(model="gpt-4o-realtime-preview"))\n'
    + "".join(talk().splitlines(keepends=True)[1:])
    + "asyncio.run(main())\n",
    "global": HEAD
    + f"client = None\ndef init():\n    global client\n    client = {CLIENT}\nasync def main():\n"
    + talk()
    + "init()\nasyncio.run(main())\n",
    "registered handlers": program(
        head="HANDLERS = {}\ndef on(name):\n    def add(f):\n        HANDLERS[name] = f\n"
        "        return f\n    return add\n"
        '@on("response.text.delta")\ndef delta(event):\n    print(event.delta)\n'
        '@on("conversation.item.created")\ndef created(event):\n    pass\n',
        loop="        async for event in c:\n            HANDLERS.get(event.type, print)(event)\n"
        '            if event.type == "response.done":\n                break\n',
    ),
    "ignored events": program(
        head='IGNORED = {"session.created", "conversation.item.created"}\n',
        loop=LOOP.replace(
            '            if event.type == "error"',
            '            if event.type in IGNORED:\n                continue\n            if event.type == "error"',
        ),
    ),
    "whole event types": program(
        head="from openai.types.beta.realtime import ErrorEvent, ResponseDoneEvent\n",
        loop="        async for event in c:\n            if isinstance(event, ErrorEvent):\n"
        "                raise SystemExit(event.error.message)\n"
        "            if isinstance(event, ResponseDoneEvent):\n                break\n",
    ),
    "content of an item": program(
        loop='        async for event in c:\n            if event.type == "response.done":\n'
        "                for part in event.response.output[0].content:\n"
        '                    if part.type != "text":\n'
        "                        raise SystemExit(part.type)\n                break\n"
    ),
    "headers": program(
        make=CLIENT.replace("api_version", 'default_headers={"OpenAI-Beta": "realtime=v1"}, api_version')
    ),
}

MANUAL = {
    "raises on what it does not know": program(
        loop=LOOP.replace(
            "                break\n",
            "                break\n            else:\n                raise ValueError(event.type)\n",
        )
    ),
    "handlers named after events": program(
        loop="        async for event in c:\n            getattr(H, event.type.replace('.', '_'), print)(event)\n"
    )
    + "class H:\n    def response_text_delta(event):\n        print(event.delta)\n",
    "shared through an argument": HEAD
    + "async def voice(client):\n"
    + talk()
    + f"async def main():\n    client = {CLIENT}\n"
    "    await client.chat.completions.create(model='m', messages=[])\n    await voice(client)\n",
    "settings in a file": program(
        head='import json\ncfg = json.load(open("c.json"))\n', model='cfg["deployment"]'
    ),
    "arguments by **": program(make="AsyncAzureOpenAI(**OPTIONS)"),
    "session in steps": program(head='S = {"modalities": ["text"]}\nS["voice"] = "ash"\n', session="S"),
    "frames from a browser": program(loop="        await c.send(json.loads(await browser.receive_text()))\n"),
    "order of events": program(
        loop='        ack = await c.recv()\n        assert ack.type == "response.created"\n'
    ),
    "class asked for": program() + "print(isinstance(client, AsyncAzureOpenAI))\n",
    "gateway by variable": program(make=CLIENT.replace("AZURE_OPENAI_ENDPOINT", "APIM_ENDPOINT")),
    "transcription": program().replace(
        "connect(model=", 'connect(extra_query={"intent": "transcription"}, model='
    ),
}


@pytest.mark.parametrize("name", DONE)
def test_done(name: str) -> None:
    rewriting, after = migrate({"main.py": DONE[name]})
    assert [connection.status for connection in rewriting.connections] == ["done"], rewriting.connections
    ast.parse(after["main.py"])
    assert migrate({"main.py": after["main.py"].decode()})[0].edits == ()


@pytest.mark.full
@pytest.mark.parametrize("name", DONE)
def test_done_runs(name: str, tmp_path: Path, environment: dict[str, str]) -> None:
    before = run(tmp_path, {"main.py": DONE[name].encode()}, environment)
    assert before.returncode != 0
    result = run(tmp_path, migrate({"main.py": DONE[name]})[1], environment)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", MANUAL)
def test_manual(name: str) -> None:
    rewriting, after = migrate({"main.py": MANUAL[name]})
    assert [connection.status for connection in rewriting.connections] == ["manual"]
    assert after["main.py"].decode() == MANUAL[name]


def test_files_that_only_an_unread_one_links_move_together(tmp_path: Path) -> None:
    """The payload in `session.py` cannot be moved, so the connection in `opening.py` is not either."""
    from rtdoctor.migrate.python import rewrite_python
    from rtdoctor.migrate.rewriting import RewriteOptions

    files = {
        "opening.py": HEAD
        + f"client = {CLIENT}\ndef open():\n    return client.beta.realtime.connect(model='voice')\n",
        "session.py": "async def configure(c):\n"
        '    await c.session.update(session={**BASE, "input_audio_format": "pcm16"})\n',
        "main.py": "from opening import open\nfrom session import configure\n",
    }
    for path, text in files.items():
        (tmp_path / path).write_text(text)
    given = {path: files[path].encode() for path in ("opening.py", "session.py")}
    rewriting = rewrite_python(tmp_path, given, RewriteOptions(), lambda path: None)
    assert rewriting.edits == ()
    assert [connection.status for connection in rewriting.connections] == ["manual"]
    assert "session.py" in {path for path, _, _ in rewriting.connections[0].places}


def test_a_client_that_an_unread_file_uses_for_chat_gets_a_second_one(tmp_path: Path) -> None:
    """`chat.py` names nothing of the preview, so only the imports lead to it."""
    from rtdoctor.migrate.python import rewrite_python
    from rtdoctor.migrate.rewriting import RewriteOptions

    (tmp_path / "chat.py").write_text(
        "from clients import client\nclient.chat.completions.create(model='m', messages=[])\n"
    )
    source = HEAD + f"client = {CLIENT}\nasync def main():\n" + talk()
    (tmp_path / "clients.py").write_text(source)
    rewriting = rewrite_python(tmp_path, {"clients.py": source.encode()}, RewriteOptions(), lambda path: None)
    assert any(b"realtime_client = AsyncOpenAI(" in edit.replacement for edit in rewriting.edits)


def test_file_names_of_any_bytes() -> None:
    """Linux allows any bytes in a name; Python has them as lone surrogates, which no encoder takes."""
    from rtdoctor.migrate.python import rewrite_python
    from rtdoctor.migrate.rewriting import RewriteOptions

    source = DONE["global"].encode()
    rewriting = rewrite_python(Path("nowhere"), {"caf\udce9.py": source}, RewriteOptions(), lambda path: None)
    assert [connection.status for connection in rewriting.connections] == ["done"]
