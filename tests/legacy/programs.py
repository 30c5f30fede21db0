"""Runs the programs of `fixtures/legacy` as their authors would: a directory, a process, an environment."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FIXTURES = Path(__file__).parents[2] / "fixtures" / "legacy"
SUCCESS = "conversation complete: "

_TRUST = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NO_PROXY", "no_proxy")
"""What every program needs to trust the simulator and to reach it past a proxy."""

_SYSTEM = ("PATH", "HOME", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "USERPROFILE")
"""What a process needs to start; nothing else of the suite's own environment reaches a program."""


@dataclass(frozen=True)
class Program:
    """One entry of the manifest; its head explains the fields."""

    name: str
    summary: str
    service: Literal["azure-openai", "voice-live", "openai"]
    command: tuple[str, ...]
    environment: tuple[str, ...]
    expect: Literal["done", "manual"]
    why: str
    variables: Mapping[str, str]
    keeps: tuple[str, ...] = ()
    prints: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    name_only: bool = False

    def missing(self, simulator: Mapping[str, str]) -> list[str]:
        """What a run needs and does not have here: modules, and variables that the simulator does not print."""
        modules = [f"the module {name}" for name in self.requires if not _has_module(name)]
        return modules + [f"the variable {name}" for name in self.environment if name not in simulator]

    def copy(self, parent: Path) -> Path:
        """A fresh copy of the program's directory under `parent`."""
        return shutil.copytree(FIXTURES / self.name, parent / self.name)

    def variables_from(self, simulator: Mapping[str, str], timeout_s: float) -> dict[str, str]:
        """The whole environment, filled from what the simulator prints. `KeyError` if it lacks one."""
        offered = {**simulator, "HOST": urlsplit(simulator["AZURE_OPENAI_ENDPOINT"]).netloc}
        return {
            **{name: os.environ[name] for name in _SYSTEM if name in os.environ},
            **{name: offered[name] for name in _TRUST if name in offered},
            **{name: offered[name] for name in self.environment},
            **{name: offered[source] for name, source in self.variables.items()},
            "REALTIME_TIMEOUT": f"{timeout_s:g}",
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }


@dataclass(frozen=True)
class Run:
    """How one process of a program ended."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def completed(self) -> bool:
        """Whether the conversation was held: exit code 0 and the closing line."""
        lines = self.stdout.splitlines()
        return self.exit_code == 0 and bool(lines) and lines[-1].startswith(SUCCESS)

    @property
    def last_words(self) -> str:
        """The last line that says anything, for a table."""
        said = [line for line in (self.stdout + self.stderr).splitlines() if line.strip()]
        return f"exit {self.exit_code}: {said[-1].strip() if said else '(silent)'}"


@dataclass(frozen=True)
class MigrateRun:
    """One process of `rtdoctor migrate --format json`; `document` is None if it printed none."""

    exit_code: int
    document: dict[str, Any] | None
    stderr: str

    @property
    def references(self) -> list[dict[str, Any]]:
        """The references of the document."""
        references: list[dict[str, Any]] = self.document["references"] if self.document else []
        return references

    def places(self, action: str) -> list[str]:
        """One line per reference with this action."""
        return [f"{r['path']}:{r['line']}: {r['reason']}" for r in self.references if r["action"] == action]


@dataclass(frozen=True)
class Migration:
    """What `rtdoctor migrate --write` said about one program, and what a second run said after it."""

    first: MigrateRun
    second: MigrateRun

    @property
    def reported(self) -> str:
        """`done`, `manual`, or what kept it from being either."""
        if self.first.document is None:
            return f"no document, exit {self.first.exit_code}"
        if self.first.places("manual"):
            return "manual"
        return "done" if self.first.exit_code == 0 else f"exit {self.first.exit_code}"


def load_programs() -> list[Program]:
    """Every program of the manifest, in its order."""
    manifest = tomllib.loads((FIXTURES / "manifest.toml").read_text(encoding="utf-8"))
    return [
        Program(**{"variables": {}, **{key: _frozen(value) for key, value in entry.items()}})
        for entry in manifest["program"]
    ]


def run(program: Program, directory: Path, simulator: Mapping[str, str], timeout_s: float) -> Run:
    """Run the program in `directory`; `timeout_s` is how long it waits for an answer before it gives up."""
    finished = subprocess.run(
        [sys.executable, *program.command],
        cwd=directory,
        env=program.variables_from(simulator, timeout_s),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=timeout_s + 60,
        check=False,
    )
    return Run(finished.returncode, finished.stdout, finished.stderr)


def migrate(directory: Path) -> Migration:
    """Apply `rtdoctor migrate --write` to `directory` in a process of its own, then ask once more."""
    return Migration(_rtdoctor_migrate(directory, "--write"), _rtdoctor_migrate(directory))


def contents(directory: Path) -> dict[str, bytes]:
    """Every file under `directory` but the tool's own records and what a run leaves behind."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and not {".rtdoctor", "__pycache__"} & set(path.relative_to(directory).parts)
    }


def _rtdoctor_migrate(directory: Path, *options: str) -> MigrateRun:
    # --force: the copy is in no git repository that could give the files back.
    command = [sys.executable, "-m", "rtdoctor", "migrate", str(directory), "--force", "--format", "json"]
    finished = subprocess.run(
        [*command, *options],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    document = None
    with contextlib.suppress(ValueError):
        document = json.loads(finished.stdout)
    return MigrateRun(finished.returncode, document, finished.stderr)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _has_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False
