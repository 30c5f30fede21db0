"""The flat dict of `session.update` becomes the nested one: `type`, `output_modalities`, `audio.input`, `audio.output`.

One field of the old shape rejects the whole update, and the session goes on with defaults: so every key moves, or
none does. `temperature` has no successor and goes; its comment stays.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rtdoctor.migrate.rules._rule import Context, Example, Finding, Rule, Todo
from rtdoctor.migrate.rules._shape import rebuild_payload
from rtdoctor.scan.python.sites import PayloadSite


def _find(context: Context) -> Iterator[Finding]:
    for site in context.sites.payloads:
        if site.file.path in context.excluded:
            continue
        if site.kind == "transcription-session":
            yield context.obstacle(
                site.file,
                site.node,
                'send `session.update` with `{"type": "transcription", "audio": {"input": …}}` here',
            )
        elif site.kind == "session":
            dropped = {"model"} if _says_another_model(context, site) else set()
            yield from rebuild_payload(context, site, frozenset(dropped))
            yield from _transcription(context, site)


def _transcription(context: Context, site: PayloadSite) -> Iterator[Finding]:
    """The preview took a bare model name for transcription; GA on Azure takes a deployment's (its reference)."""
    if context.azure and isinstance(site.node, ast.Dict):
        for key, value in zip(site.node.keys, site.node.values, strict=True):
            named = isinstance(key, ast.Constant) and key.value == "input_audio_transcription"
            if named and not (isinstance(value, ast.Constant) and value.value is None):
                yield Todo(
                    "The model of the input transcription must be the name of a transcription deployment on Azure "
                    f"({site.file.path}, line {site.file.position(site.file.start(value))[0]})"
                )


def _says_another_model(context: Context, site: PayloadSite) -> bool:
    """True when the session names a model other than the one connected to: GA takes no change of it."""
    if not isinstance(site.node, ast.Dict):
        return False
    for key, value in zip(site.node.keys, site.node.values, strict=True):
        if isinstance(key, ast.Constant) and key.value == "model":
            models = [keyword.value for c in context.sites.connects if (keyword := c.keyword("model"))]
            return any(ast.dump(model) != ast.dump(value) for model in models)
    return False


_HEAD = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'

rule = Rule(
    code="RM102",
    name="session-payload",
    source="Azure's migration guide, 2026-02-23; openai-python 3.54.0, realtime_session_create_request.py",
    find=_find,
    valid=(
        # Already the GA shape.
        _HEAD + 'with client.realtime.connect(model="gpt-realtime-1.5") as c:\n'
        '    c.session.update(session={"type": "realtime", "audio": {"output": {"voice": "marin"}}})\n',
        # Chat completions have a `modalities` of their own.
        _HEAD
        + 'client.chat.completions.create(model="gpt-audio-1.5", modalities=["text", "audio"], messages=[])\n',
        # A web framework's session.
        'def view(request):\n    request.session.update({"voice": "alloy", "temperature": 0.8})\n',
        # Voice Live keeps the flat session.
        "from azure.ai.voicelive.aio import connect\n\n"
        "async def main(credential):\n"
        '    async with connect(endpoint="https://r.services.ai.azure.com", credential=credential) as c:\n'
        '        await c.session.update(session={"modalities": ["text", "audio"], "voice": "alloy"})\n',
    ),
    invalid=(
        Example(
            _HEAD + 'with client.beta.realtime.connect(model="gpt-realtime") as c:\n'
            "    c.session.update(\n"
            "        session={\n"
            '            "modalities": ["text", "audio"],\n'
            "            # one of the old ones\n"
            '            "voice": "alloy",\n'
            '            "input_audio_format": "pcm16",\n'
            '            "temperature": 0.8,  # a little warm\n'
            '            "instructions": "Be brief.",\n'
            "        }\n"
            "    )\n",
            _HEAD + 'with client.realtime.connect(model="gpt-realtime") as c:\n'
            "    c.session.update(\n"
            "        session={\n"
            '            "type": "realtime",\n'
            '            "output_modalities": ["audio"],\n'
            '            "audio": {\n'
            '                "output": {\n'
            "                    # one of the old ones\n"
            '                    "voice": "alloy",\n'
            "                },\n"
            '                "input": {\n'
            '                    "format": {"type": "audio/pcm", "rate": 24000},\n'
            "                },\n"
            "            },\n"
            "            # a little warm\n"
            '            "instructions": "Be brief.",\n'
            "        }\n"
            "    )\n",
        ),
    ),
)
