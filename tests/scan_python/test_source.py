"""Places in the physical file: encodings, byte order marks, line ends, and what is no Python."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtdoctor.scan.python.source import SourceFile, UnreadableSourceError


def literals(file: SourceFile) -> list[tuple[str, bytes]]:
    """(value, physical bytes) of every string literal that is not part of an f-string."""
    found = []
    for node in file.nodes(ast.Constant):
        if isinstance(node.value, str) and not isinstance(file.parent(node), ast.JoinedStr):
            start, end = file.span(node)
            found.append((node.value, file.data[start:end]))
    return found


@given(
    before=st.text(alphabet="aé☃𝄞 ", max_size=6),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    bom=st.booleans(),
    lines=st.integers(0, 3),
)
def test_spans_are_of_the_physical_bytes(before: str, newline: str, bom: bool, lines: int) -> None:
    text = newline.join(["x = 0  # ü"] * lines + [f"y = '{before}', 'model'", ""])
    file = SourceFile("a.py", (b"\xef\xbb\xbf" if bom else b"") + text.encode())
    assert literals(file) == [(before, f"'{before}'".encode()), ("model", b"'model'")]
    start = file.data.index(b"'model'")
    assert file.position(start)[0] == lines + 1
    assert file.line_bounds(lines + 1)[0] <= start < file.line_bounds(lines + 1)[1]


def test_latin_1_with_its_declaration() -> None:
    data = "# -*- coding: latin-1 -*-\nname = 'é', 'modèle'\n".encode("latin-1")
    assert literals(SourceFile("a.py", data)) == [("é", b"'\xe9'"), ("modèle", b"'mod\xe8le'")]


def test_a_form_feed_is_no_line_end() -> None:
    file = SourceFile("a.py", b"x = 1\n\x0c\ny = 'model'\n")
    assert literals(file) == [("model", b"'model'")]
    assert file.position(file.data.index(b"y"))[0] == 3


@pytest.mark.parametrize(
    "data",
    [b"print 'python 2'\n", b"x = '\x00'\n", "x = 'é'\n".encode("latin-1"), b"def f(:\n", b"x = (" * 400],
    ids=["python 2", "NUL", "undeclared latin-1", "syntax", "depth"],
)
def test_what_is_no_python_is_said_so(data: bytes) -> None:
    with pytest.raises(UnreadableSourceError, match=r"not Python 3: ."):
        SourceFile("a.py", data)


def test_comments_are_not_strings() -> None:
    file = SourceFile("a.py", b"x = '# no'  # y\xc3\xa9s\n")
    assert [file.data[start:end] for start, end in file.comments] == ["# yés".encode()]


@pytest.mark.parametrize(
    ("source", "rule", "kept"),
    [
        (b"x = 1  # rtdoctor: ignore[RM101] because\n", "RM101", True),
        (b"x = 1  # rtdoctor: ignore[RM101,RM102]\n", "RM102", True),
        (b"x = 1  # rtdoctor: ignore\n", "RM101", True),
        (b"x = 1  # rtdoctor: ignore[RM102]\n", "RM101", False),
        (b"# rtdoctor: ignore[RM101]\nx = 1\n", "RM101", True),
        (b"y = 0  # rtdoctor: ignore[RM101]\nx = 1\n", "RM101", False),
        (b"x = '# rtdoctor: ignore[RM101]'\n", "RM101", False),
    ],
)
def test_ignore_comments(source: bytes, rule: str, kept: bool) -> None:
    file = SourceFile("a.py", source)
    assert file.ignored(source.index(b"x ="), rule) is kept


@pytest.mark.parametrize(
    ("data", "newline"), [(b"a\nb\n", "\n"), (b"a\r\nb\r\nc\n", "\r\n"), (b"a\rb\r", "\r")]
)
def test_the_line_end_of_a_file(data: bytes, newline: str) -> None:
    assert SourceFile("a.py", data).newline == newline


def test_a_path_that_is_no_text_is_a_path() -> None:
    """Linux allows any bytes in a name; Python has them as lone surrogates, which no encoder takes."""
    assert literals(SourceFile("caf\udce9.py", b"x = 'model'\n")) == [("model", b"'model'")]
