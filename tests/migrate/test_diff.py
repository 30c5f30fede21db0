"""The diff is what `git apply` and `patch` turn into exactly the planned result."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from rtdoctor.migrate.diff import unified_diff
from rtdoctor.migrate.edit import Edit, OverlappingEditsError, splice


def edit(start: int, end: int, new: bytes) -> Edit:
    return Edit("a.py", start, end, new, "T")


def test_context_hunks_and_a_missing_last_newline() -> None:
    original = b"".join(b"line %d\n" % number for number in range(1, 21)) + b"last"
    edits = [
        edit(original.index(b"line 2\n"), original.index(b"line 3\n"), b""),
        edit(len(original) - 4, len(original), b"end"),
    ]
    assert unified_diff("a.py", original, edits).decode() == snapshot("""\
--- a/a.py
+++ b/a.py
@@ -1,5 +1,4 @@
 line 1
-line 2
 line 3
 line 4
 line 5
@@ -18,4 +17,4 @@
 line 18
 line 19
 line 20
-last
\\ No newline at end of file
+end
\\ No newline at end of file
""")


def test_edits_that_change_nothing_make_no_diff() -> None:
    assert unified_diff("a.py", b"same\n", [edit(0, 4, b"same")]) == b""


@pytest.mark.parametrize("name", ["with space.py", 'quo"te.py', "tab\there.py", "grüße.py", "deep/er/a.py"])
def test_any_file_name_applies(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"old\n")
    diff = unified_diff(name, b"old\n", [edit(0, 3, b"new")])
    subprocess.run(["git", "apply", "-"], input=diff, cwd=tmp_path, check=True)
    assert file.read_bytes() == b"new\n"


_LINES = st.lists(
    st.sampled_from([b"a\n", b"b\n", b"\n", b"a\r\n", b"\x0c\n", b"x\ry\n", "\u2028é\n".encode()]),
    max_size=30,
)
_ENDS = st.sampled_from([b"", b"end", b"\r", b"  "])
_NEW = st.sampled_from([b"", b"Z", b"Z\n", b"\nZ", b"a\n", b"Z\r\nY\n", b"\n"])


@settings(max_examples=300, deadline=None)
@given(st.data(), _LINES, _ENDS)
def test_applies_to_exactly_the_spliced_result(data: st.DataObject, lines: list[bytes], end: bytes) -> None:
    original = b"".join(lines) + end
    cuts = sorted(data.draw(st.sets(st.integers(0, len(original)), max_size=8)))
    edits = [edit(start, stop, data.draw(_NEW)) for start, stop in zip(cuts[::2], cuts[1::2], strict=False)]
    try:
        expected = splice(original, edits)
    except OverlappingEditsError:
        return
    diff = unified_diff("a.py", original, edits)
    if expected == original:
        assert diff == b""
        return
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "a.py"
        file.write_bytes(original)
        done = subprocess.run(
            ["git", "apply", "--unidiff-zero", "--whitespace=nowarn", "-"],
            input=diff,
            cwd=directory,
            capture_output=True,
            check=False,
        )
        if not expected:  # git takes an emptied file for a deleted one only with its own header
            assert done.returncode == 0
            return
        assert done.returncode == 0, (done.stderr, diff)
        assert file.read_bytes() == expected


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is the witness")
def test_patch_takes_crlf(tmp_path: Path) -> None:
    original = b"one\r\ntwo\r\nthree\r\n"
    (tmp_path / "a.py").write_bytes(original)
    diff = unified_diff("a.py", original, [edit(5, 8, b"2")])
    subprocess.run(["patch", "-p1", "--binary", "-s"], input=diff, cwd=tmp_path, check=True)
    assert (tmp_path / "a.py").read_bytes() == b"one\r\n2\r\nthree\r\n"
