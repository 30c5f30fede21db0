"""On a terminal the plan is shown and asked about; the answers steer what is written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rtdoctor.migrate.interactive import ask_deployments, choose_units, confirm
from rtdoctor.migrate.plan import Unit
from rtdoctor.scan.reference import Reference

from .helpers import make_tree
from .test_cli import APP


def answers(*lines: str) -> tuple[list[str], object]:
    left = list(lines)
    asked: list[str] = []

    def ask(question: str) -> str | None:
        asked.append(question)
        return left.pop(0) if left else None

    return asked, ask


UNITS = [Unit(name, f"connection {name}", ()) for name in "abc"]


@pytest.mark.parametrize(
    ("lines", "chosen"),
    [
        (["y", "n", "y"], {"a", "c"}),
        (["n", "a"], {"b", "c"}),
        (["y", "q"], {"a"}),
        (["y"], {"a"}),
        (["?", "maybe", "Y", "no", "q"], {"a"}),
        ([], set()),
    ],
)
def test_choices(lines: list[str], chosen: set[str]) -> None:
    shown: list[str] = []
    _, ask = answers(*lines)
    assert choose_units(UNITS, lambda unit: shown.append(unit.id), ask) == chosen
    assert shown == sorted(set(shown)), "each unit is shown once"


@pytest.mark.parametrize(("line", "expected"), [("y", True), ("YES ", True), ("", False), ("n", False)])
def test_confirm(line: str, expected: bool) -> None:
    assert confirm("?", answers(line)[1]) is expected
    assert confirm("?", answers()[1]) is False


def deployment(match: str, path: str = "a.py") -> Reference:
    return Reference(path, 1, 1, 0, 1, match, "deployment", "rewrite", "x", "safe", "R", "gpt-realtime-1.5")


def test_each_deployment_name_is_asked_about_once() -> None:
    references = [deployment("old"), deployment("old", "b.py"), deployment("dated"), deployment("third")]
    asked, ask = answers("", "keep", " mine ")
    assert ask_deployments(references, ask) == {"old": "gpt-realtime-1.5", "dated": "dated", "third": "mine"}
    assert len(asked) == 3


def on_a_terminal(arguments: list[str], typed: str) -> tuple[int, str]:
    import pty

    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "rtdoctor", "migrate", *arguments],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80", "PYTHONUTF8": "1"},
    )
    os.close(terminal)
    os.write(controller, typed.encode())
    said = b""
    while True:
        try:
            part = os.read(controller, 65536)
        except OSError:  # Linux ends a terminal with an error
            break
        if not part:
            break
        said += part
    os.close(controller)
    return process.wait(timeout=60), said.decode("utf-8", "replace")


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
@pytest.mark.parametrize(
    ("typed", "code", "model"),
    [
        ("\ny\n", 0, "gpt-realtime-1.5"),
        ("voice\ny\n", 0, "voice"),
        ("\nn\n", 1, "gpt-4o-realtime-preview"),
    ],
)
def test_the_plan_is_shown_and_asked_about(tmp_path: Path, typed: str, code: int, model: str) -> None:
    make_tree(tmp_path, {"app.py": APP})
    ended, said = on_a_terminal([str(tmp_path)], typed)
    assert f'model="{model}"' in (tmp_path / "app.py").read_text()
    assert ended == code
    assert "names the deployment 'gpt-4o-realtime-preview'" in said
    assert "Make 6 edits in 1 file?" in said


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_check_never_asks(tmp_path: Path) -> None:
    make_tree(tmp_path, {"app.py": APP})
    ended, said = on_a_terminal([str(tmp_path), "--check"], "")
    assert ended == 1
    assert "[y/N]" not in said
