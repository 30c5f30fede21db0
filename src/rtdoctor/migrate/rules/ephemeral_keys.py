"""`realtime.sessions.create(…)` and `transcription_sessions.create(…)` are `client_secrets.create(session=…)` in GA.

The result is another one (`value` at the top instead of `client_secret.value`), and it usually goes to a browser that
opens the connection itself, so both have to move together: this is left to a person.
"""

from __future__ import annotations

from collections.abc import Iterator

from rtdoctor.migrate.rules._rule import Context, Finding, Obstacle, Rule


def _find(context: Context) -> Iterator[Finding]:
    for token in context.sites.tokens:
        if token.file.path in context.excluded:
            continue
        kind = "transcription" if token.node.attr == "transcription_sessions" else "realtime"
        end = token.file.span(token.node)[1]
        yield Obstacle(
            token.file,
            end - len(token.node.attr),
            end,
            f'write `client.realtime.client_secrets.create(session={{"type": "{kind}", …}})` here, read `.value` of '
            "what it gives, and let the browser use the GA addresses",
        )


_HEAD = "from openai import OpenAI\nclient = OpenAI()\n"

rule = Rule(
    code="RM114",
    name="ephemeral-keys",
    source="openai-python 3.54.0, resources/realtime/client_secrets.py; Azure's WebRTC how-to, 2026-01-29",
    find=_find,
    applicability="manual",
    valid=(
        _HEAD + 'print(client.realtime.client_secrets.create(session={"type": "realtime"}).value)\n',
        "import requests\nsession = requests.sessions.Session()\n",
    ),
    manual=(
        _HEAD + 'print(client.beta.realtime.sessions.create(model="gpt-realtime").client_secret.value)\n',
    ),
)
