"""What holds for every input: nothing crashes, results parse, a second run is empty, edits belong to what is done."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rtdoctor.migrate.edit import splice
from rtdoctor.migrate.python import rewrite_python
from rtdoctor.migrate.rewriting import RewriteOptions
from tests.rules.programs import PROGRAMS

SOURCES = sorted({text for files in PROGRAMS.values() for text in files.values()})
SNIPPETS = [
    "x = client",
    "model = 'gpt-4o-realtime-preview'",
    "EVENTS = ['response.audio.delta', 'conversation.item.created']",
    "SESSION = {'modalities': ['text'], 'temperature': 1}",
    "connection.session.update(session=SESSION)",
    "print(event.session.voice)",
    "if event.type == 'response.audio.done': pass",
    "client.beta.realtime.sessions.create(model='m')",
    "# rtdoctor: ignore[RM101] on purpose",
    "client = OpenAI(base_url=URL, default_headers={'OpenAI-Beta': 'realtime=v1'})",
    "async def f(c): return c.beta.realtime",
    "class C(AzureOpenAI): pass",
    "x = x",
]


@st.composite
def sources(draw: st.DrawFn) -> str:
    """A program with lines taken out, put twice, put elsewhere, or put in."""
    lines = draw(st.sampled_from(SOURCES)).splitlines()
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["out", "twice", "elsewhere", "in"])):
            case "out" if len(lines) > 1:
                del lines[at]
            case "twice":
                lines.insert(at, lines[at])
            case "elsewhere":
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
            case _:
                indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
                lines.insert(at, indent + draw(st.sampled_from(SNIPPETS)))
    return "\n".join(lines) + "\n"


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(main=sources(), other=st.sampled_from(SOURCES))
def test_every_input(main: str, other: str) -> None:
    try:
        ast.parse(main)
    except SyntaxError:
        assume(False)
    files = {"main.py": main.encode(), "settings.py": other.encode()}
    rewriting = rewrite_python(Path("nowhere"), files, RewriteOptions(), lambda path: None)
    done = {connection.id for connection in rewriting.connections if connection.status == "done"}
    assert {edit.connection for edit in rewriting.edits} <= done | {None}
    results = {p: splice(data, [e for e in rewriting.edits if e.path == p]) for p, data in files.items()}
    for data in results.values():
        ast.parse(data)
    places = [(reference.path, reference.start) for reference in rewriting.references]
    assert len(places) == len(set(places))
    for connection in rewriting.connections:
        assert bool(connection.places) == (connection.status == "manual")
    again = rewrite_python(Path("nowhere"), results, RewriteOptions(), lambda path: None)
    assert again.edits == ()


@pytest.mark.parametrize(
    "source",
    [
        "x" + ".y" * 500 + ".beta.realtime.connect()\n",
        "realtime = " + "[" * 80 + "]" * 80 + "\n",
        "realtime = " + " + ".join(["'gpt-4o-realtime-preview'"] * 300) + "\n",
        "def realtime(x):\n    return realtime(realtime(x))\n"
        "realtime(realtime).beta.realtime.connect(model=realtime(1))\n",
    ],
    ids=["attributes", "brackets", "sum", "recursion"],
)
def test_deep_and_endless_inputs_come_to_an_end(source: str) -> None:
    rewriting = rewrite_python(
        Path("nowhere"), {"main.py": source.encode()}, RewriteOptions(), lambda path: None
    )
    assert rewriting.edits == ()
