"""The matcher against two witnesses: `pathspec`, and git itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from rtdoctor.scan.gitignore import Ignore, IgnoreStack


def ignored(text: str, path: str) -> bool:
    """As the walk asks: each directory on the way first, then the file."""
    stack = IgnoreStack().push(Ignore(text))
    parts = path.split("/")
    for depth in range(1, len(parts)):
        if stack.ignores("/".join(parts[:depth]), is_directory=True):
            return True
    return stack.ignores(path, is_directory=False)


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("build", "build", True),
        ("build", "src/build", True),
        ("build", "src/build/out.py", True),
        ("build", "rebuild", False),
        ("/build", "src/build", False),
        ("/build", "build/out.py", True),
        ("build/", "build", False),
        ("build/", "src/build/out.py", True),
        ("a/b", "x/a/b", False),
        ("a/b", "a/b", True),
        ("*.py", "src/app.py", True),
        ("src/*.py", "src/deep/app.py", False),
        ("src/**/app.py", "src/app.py", True),
        ("src/**/app.py", "src/a/b/app.py", True),
        ("**/logs", "a/b/logs/x", True),
        ("logs/**", "logs/a/b", True),
        ("logs/**", "logs", False),
        ("*.py\n!keep.py", "src/keep.py", False),
        ("!keep.py\n*.py", "src/keep.py", True),
        ("out/\n!out/keep.py", "out/keep.py", True),
        ("out/*\n!out/keep.py", "out/keep.py", False),
        ("# comment", "# comment", False),
        ("\\#file", "#file", True),
        ("\\!file", "!file", True),
        ("name   ", "name", True),
        ("name\\ ", "name ", True),
        ("name\r", "name", True),
        ("\ufeffname", "name", True),
        ("[ab].py", "b.py", True),
        ("[!ab].py", "b.py", False),
        ("[a-c]x", "bx", True),
        ("[]-]x", "]x", True),
        ("[[:digit:]].py", "7.py", True),
        ("[[:digit:]].py", "x.py", False),
        ("a?c", "a/c", False),
        ("a[/]c", "a/c", False),
        ("[", "[", False),
        ("foo\\", "foo\\", False),
        ("a**/.py", "a.py", True),
        ("x/***/a", "x/b/c/a", True),
        ("?**/.py", "a.py", False),
        ("foo**bar", "foo/bar", False),
        ("foo**bar", "fooxbar", True),
        ("", "anything", False),
        ("/", "anything", False),
        ("!", "anything", False),
        ("*", "any/thing", True),
        ("*\n!*/\n!*.py", "any/thing.py", False),
    ],
)
def test_pattern(text: str, path: str, expected: bool) -> None:
    assert ignored(text, path) is expected


def test_a_deeper_file_speaks_last() -> None:
    stack = IgnoreStack().push(Ignore("*.env")).push(Ignore("!local.env", "config"))
    assert stack.ignores("prod.env", is_directory=False)
    assert not stack.ignores("config/local.env", is_directory=False)
    assert stack.ignores("config/prod.env", is_directory=False)


def test_an_anchored_pattern_is_anchored_to_its_own_directory() -> None:
    stack = IgnoreStack().push(Ignore("/out", "config"))
    assert stack.ignores("config/out", is_directory=True)
    assert not stack.ignores("out", is_directory=True)
    assert not stack.ignores("config/deep/out", is_directory=True)


_NAMES = st.sampled_from(["a", "b", "ab", "a.py", "b.py", "x y", ".env", "[a]", "#a", "!b"])
_PATHS = st.lists(_NAMES, min_size=1, max_size=4).map("/".join)
_PIECES = st.sampled_from(
    [
        "a",
        "b",
        "*",
        "**",
        "?",
        "/",
        "/",
        "*.py",
        "a*",
        "[ab]",
        "[!a]",
        "ab",
        ".py",
        "\\#a",
        "\\!b",
        "a\\ ",
        "[a-b]*",
    ]
)
_PATTERNS = st.tuples(st.sampled_from(["", "!"]), st.lists(_PIECES, min_size=1, max_size=5)).map(
    lambda made: made[0] + "".join(made[1])
)


def _is_odd(pattern: str) -> bool:
    """Where pathspec leaves git's way: empty components, `[!a]` (it matches a slash there), what is taken back."""
    return "//" in pattern or "***" in pattern or "[!" in pattern or pattern.startswith("!")


@settings(max_examples=400, deadline=None)
@given(st.lists(_PATTERNS, min_size=1, max_size=4), _PATHS)
def test_agrees_with_pathspec(patterns: list[str], path: str) -> None:
    usual = [pattern for pattern in patterns if not _is_odd(pattern)]
    spec = GitIgnoreSpec.from_lines(usual)
    assert ignored("\n".join(usual), path) is spec.match_file(path)


def _git_ignores(repository: Path, text: str, paths: list[str]) -> set[str]:
    (repository / ".gitignore").write_text(text)
    answer = subprocess.run(
        ["git", "-C", str(repository), "check-ignore", "--no-index", "--stdin", "-z"],
        input="\0".join(paths).encode(),
        capture_output=True,
        check=False,
    )
    assert answer.returncode in (0, 1), answer.stderr
    return set(answer.stdout.decode().split("\0")) - {""}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", str(directory)], check=True)
    return directory


@pytest.mark.skipif(shutil.which("git") is None, reason="git is the witness")
@settings(max_examples=150, deadline=None)
@given(patterns=st.lists(_PATTERNS, min_size=1, max_size=5), paths=st.lists(_PATHS, min_size=1, max_size=12))
def test_agrees_with_git_on_anything(repository: Path, patterns: list[str], paths: list[str]) -> None:
    text = "\n".join(patterns) + "\n"
    assert {path for path in paths if ignored(text, path)} == _git_ignores(repository, text, paths)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is the witness")
def test_agrees_with_git(repository: Path) -> None:
    patterns = [
        "*.log", "!keep.log", "/top", "dir/", "a/**/z", "**/deep", "x/*", "!x/y", "[a-c]?.txt", "sp\\ ace", "q**r",
        "*", "!*/", "foo/**", "!foo/bar", "[[:upper:]]*", "\\*star", "a\\b", "[!x]1", "**", "a/**", "/**/m", "d/**/",
    ]  # fmt: skip
    paths = [
        "x.log", "keep.log", "a/keep.log", "top", "a/top", "dir", "dir/f", "b/dir/f", "a/z", "a/b/z", "a/b/c/z",
        "deep", "b/deep/f", "x/y", "x/q", "x/y/k", "ab.txt", "dd.txt", "sp ace", "qr", "qxr", "q/r", "foo/bar", "foo",
        "foo/b/c", "Upper", "up", "*star", "ab", "x1", "y1", "m", "k/m", "k/l/m", "d/e", "d/e/f",
    ]  # fmt: skip
    combinations = [[one] for one in patterns] + [
        [one, two] for one in patterns for two in patterns if two[0] == "!"
    ]
    for lines in combinations:
        text = "\n".join(lines) + "\n"
        by_git = _git_ignores(repository, text, paths)
        ours = {path for path in paths if ignored(text, path)}
        assert ours == by_git, f"{lines}: git alone {by_git - ours}, we alone {ours - by_git}"
