"""The dict of `response.create` takes the GA names: `output_modalities`, `audio.output`, `max_output_tokens`.

Unlike a session it has no `type`. `temperature` has no successor and goes.
"""

from __future__ import annotations

from collections.abc import Iterator

from rtdoctor.migrate.rules._rule import Context, Example, Finding, Rule
from rtdoctor.migrate.rules._shape import rebuild_payload


def _find(context: Context) -> Iterator[Finding]:
    for site in context.sites.payloads:
        if site.kind == "response" and site.file.path not in context.excluded:
            yield from rebuild_payload(context, site, frozenset())


_HEAD = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'

rule = Rule(
    code="RM103",
    name="response-payload",
    source="Azure's migration guide, 2026-02-23; openai-python 3.54.0, realtime_response_create_params.py",
    find=_find,
    valid=(
        _HEAD + 'with client.realtime.connect(model="gpt-realtime-1.5") as c:\n'
        '    c.response.create(response={"output_modalities": ["text"], "max_output_tokens": 64})\n',
        _HEAD + 'client.responses.create(model="gpt-5", input="hi", temperature=0.2)\n',
    ),
    invalid=(
        Example(
            _HEAD + 'with client.beta.realtime.connect(model="gpt-realtime") as c:\n'
            "    c.response.create(response={'modalities': ['text'], 'max_output_tokens': 64})\n",
            _HEAD + 'with client.realtime.connect(model="gpt-realtime") as c:\n'
            "    c.response.create(response={'output_modalities': ['text'], 'max_output_tokens': 64})\n",
        ),
        Example(
            _HEAD + 'with client.beta.realtime.connect(model="gpt-realtime") as c:\n'
            '    c.response.create(response={"modalities": ["audio", "text"], "voice": "ash"})\n',
            _HEAD + 'with client.realtime.connect(model="gpt-realtime") as c:\n'
            '    c.response.create(response={"output_modalities": ["audio"], "audio": {"output": {"voice": "ash"}}})\n',
        ),
    ),
)
