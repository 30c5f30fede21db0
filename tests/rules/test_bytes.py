"""Bytes outside the edits stay: encodings, marks, line ends, and what a printer of Python would lose."""

from __future__ import annotations

from pathlib import Path

import pytest

from rtdoctor.migrate.edit import splice
from rtdoctor.migrate.python import rewrite_python
from rtdoctor.migrate.rewriting import RewriteOptions
from tests.rules.programs import SYNC_KEY

AFTER = splice(
    SYNC_KEY.encode(),
    rewrite_python(Path("nowhere"), {"a.py": SYNC_KEY.encode()}, RewriteOptions(), lambda path: None).edits,
)


def rewritten(data: bytes) -> bytes:
    rewriting = rewrite_python(Path("nowhere"), {"a.py": data}, RewriteOptions(), lambda path: None)
    assert [connection.status for connection in rewriting.connections] == ["done"], rewriting
    return splice(data, rewriting.edits)


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        (b"\xef\xbb\xbf", b""),
        (b"# -*- coding: latin-1 -*-\n# \xe9t\xe9\n", b"\nNAME = '\xe9'\n"),
        (b"\x0c\n", b"\n\x0c\n# end\n"),
        (b"", b"\n    \n   "),
        (b"#!/usr/bin/env python\n", b"\n# no line end"),
        (b"", b"\nX = '''a\r\nb'''\r\nY = 1\r\n"),
        ("# ünï ☃ 𝄞\nNAME = 'ünï'; ".encode(), b""),
    ],
    ids=["mark", "latin-1", "form feed", "trailing blanks", "no final line end", "mixed line ends", "wide"],
)
def test_what_stands_around_stays(before: bytes, behind: bytes) -> None:
    assert rewritten(before + SYNC_KEY.encode() + behind) == before + AFTER + behind


@pytest.mark.parametrize("newline", [b"\r\n", b"\r"])
def test_other_line_ends(newline: bytes) -> None:
    assert rewritten(SYNC_KEY.encode().replace(b"\n", newline)) == AFTER.replace(b"\n", newline)


def test_tabs_are_kept() -> None:
    source = (
        'from openai import OpenAI\nwith OpenAI().beta.realtime.connect(model="m") as c:\n'
        '\tc.session.update(\n\t\tsession={\n\t\t\t"voice": "ash",\n\t\t\t"instructions": "x",\n\t\t}\n\t)\n'
    )
    assert rewritten(source.encode()).decode() == (
        'from openai import OpenAI\nwith OpenAI().realtime.connect(model="m") as c:\n'
        '\tc.session.update(\n\t\tsession={\n\t\t\t"type": "realtime",\n'
        '\t\t\t"audio": {\n\t\t\t\t"output": {\n\t\t\t\t\t"voice": "ash",\n\t\t\t\t},\n\t\t\t},\n'
        '\t\t\t"instructions": "x",\n\t\t}\n\t)\n'
    )


def test_a_moved_value_of_several_lines_is_indented_and_its_strings_are_not() -> None:
    source = (
        "from openai import OpenAI\n"
        'with OpenAI().beta.realtime.connect(model="m") as c:\n'
        "    c.session.update(\n"
        "        session={\n"
        '            "turn_detection": {\n'
        '                "type": "server_vad",\n'
        "                # of speech\n"
        '                "threshold": 0.5,\n'
        "            },\n"
        '            "input_audio_transcription": {\n'
        '                "prompt": """one\n'
        'two""",\n'
        "            },\n"
        "        }\n"
        "    )\n"
    )
    assert rewritten(source.encode()).decode() == (
        "from openai import OpenAI\n"
        'with OpenAI().realtime.connect(model="m") as c:\n'
        "    c.session.update(\n"
        "        session={\n"
        '            "type": "realtime",\n'
        '            "audio": {\n'
        '                "input": {\n'
        '                    "turn_detection": {\n'
        '                        "type": "server_vad",\n'
        "                        # of speech\n"
        '                        "threshold": 0.5,\n'
        "                    },\n"
        '                    "transcription": {\n'
        '                        "prompt": """one\n'
        'two""",\n'
        "                    },\n"
        "                },\n"
        "            },\n"
        "        }\n"
        "    )\n"
    )


def test_only_what_is_legacy_is_touched() -> None:
    data = SYNC_KEY.encode()
    edits = rewrite_python(Path("nowhere"), {"a.py": data}, RewriteOptions(), lambda path: None).edits
    assert sum(edit.end - edit.start for edit in edits) < 700
    assert all(data[edit.start : edit.end] != edit.replacement for edit in edits)


def test_nothing_is_written_that_a_declared_encoding_may_lack() -> None:
    source = b"# coding: ascii\n" + SYNC_KEY.encode()
    assert rewritten(source) == b"# coding: ascii\n" + AFTER
