"""A generated project: many ordinary Python files, and a few that hold a preview client each. The same every time."""

from __future__ import annotations

import random
from pathlib import Path

FILLER_BYTES = 8_000
HIT_BYTES = 14_000

_CLIENT = '''\
"""Asks one question aloud."""

import os

from openai import AsyncAzureOpenAI

DEPLOYMENT = os.environ.get("AZURE_OPENAI_DEPLOYMENT", "gpt-4o-realtime-preview")

client = AsyncAzureOpenAI(
    azure_endpoint=os.environ["AZURE_OPENAI_ENDPOINT"],
    api_key=os.environ["AZURE_OPENAI_API_KEY"],
    api_version="2024-10-01-preview",
)


async def ask(question):
    answer = ""
    async with client.beta.realtime.connect(model=DEPLOYMENT) as connection:
        await connection.session.update(session={"modalities": ["text", "audio"], "voice": "alloy"})
        await connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": question}]}
        )
        await connection.response.create()
        async for event in connection:
            if event.type == "response.text.delta":
                answer += event.delta
            elif event.type == "response.audio_transcript.delta":
                answer += event.delta
            elif event.type == "response.done":
                break
    return answer


'''

_WORDS = (
    "order",
    "invoice",
    "customer",
    "basket",
    "price",
    "tax",
    "rate",
    "total",
    "item",
    "ledger",
    "balance",
)


def make_project(root: Path, files: int, hits: int) -> list[Path]:
    """Write `files` modules below `root`, `hits` of which hold a client; returns those, evenly spread."""
    rng = random.Random(20261122)  # the same tree every time
    step = max(1, files // hits)
    made: list[Path] = []
    for number in range(files):
        is_hit = number % step == 0 and len(made) < hits
        file = root / f"package_{number // 50:02d}" / f"module_{number:04d}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        head, size = (_CLIENT, HIT_BYTES) if is_hit else ('"""Ledger helpers."""\n\n\n', FILLER_BYTES)
        file.write_text(head + _functions(rng, size - len(head)))
        if is_hit:
            made.append(file)
    return made


def _functions(rng: random.Random, size: int) -> str:
    parts: list[str] = []
    length = 0
    while length < size:
        name, other, third = (rng.choice(_WORDS) for _ in range(3))
        number = rng.randrange(10_000)
        parts.append(
            f"def {name}_{other}_{number}({name}, {other}=None, *, limit={number}):\n"
            f'    """Add up the {other} of every {name}."""\n'
            f"    total = 0.0\n"
            f"    for index, {third}_row in enumerate({name}.rows or []):\n"
            f"        if {third}_row.kind == '{third}' and index < limit:\n"
            f"            total += {third}_row.amount * {number % 97} / 100  # cents\n"
            f"        elif {other} is not None:\n"
            f'            raise ValueError(f"no {{index}} in {name}: {{{other}!r}}")\n'
            f"    return {{'{name}': total, '{other}': [{number}, limit], 'rows': len({name}.rows)}}\n\n\n"
        )
        length += len(parts[-1])
    return "".join(parts).rstrip() + "\n"
