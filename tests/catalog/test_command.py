"""`rtdoctor models` as its users run it: real processes, exit codes, a pure stdout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import rtdoctor.report
from rtdoctor import catalog
from rtdoctor.catalog.days import today
from tests.catalog.running import models

SCHEMA = Path(rtdoctor.report.__file__).parent / "schemas" / "models-1.json"
AS_OF = ("--as-of", "2026-11-22")


def refused(*arguments: str, cwd: Path) -> str:
    """The complaint of a run that must end with code 2, one message and nothing on stdout."""
    done = models(*arguments, cwd=cwd)
    assert (done.returncode, done.stdout) == (2, ""), done
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("arguments", [(), ("gpt-realtime-mini",), ("whisper-1", "--service", "voice-live")])
def test_the_json_keeps_its_contract(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = models(*arguments, *AS_OF, "--format", "json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    named = {claim["source"] for model in document["models"] for claim in model["dates"]}
    assert named <= document["sources"].keys()
    if not arguments:
        assert len(document["models"]) == len(catalog.load().models())


def test_the_json_says_who_disputes(tmp_path: Path) -> None:
    done = models("gpt-realtime-mini", "--service", "azure-openai", *AS_OF, "--format", "json", cwd=tmp_path)
    late = json.loads(done.stdout)["models"][1]
    assert (late["version"], late["state"], late["basis"], late["conflict"]) == (
        "2025-12-15",
        "ga",
        "conflict",
        True,
    )
    current = [claim for claim in late["dates"] if not claim.get("superseded") and claim["kind"] == "retires"]
    assert {claim["date"] for claim in current} == {"2026-12-15", "2027-06-15"}
    assert (late["retires"], late["warns"], late["days_left"]) == ("2026-12-15", "2026-12-15", 23)


def test_as_of_moves_everything(tmp_path: Path) -> None:
    done = models("gpt-4o-realtime-preview", "--as-of", "2026-01-15", "--format", "json", cwd=tmp_path)
    states = {(m["service"], m["version"]): m["state"] for m in json.loads(done.stdout)["models"]}
    assert states["azure-openai", "2024-10-01"] == "retired"
    assert states["azure-openai", "2024-12-17"] == "preview"
    assert states["openai", "2024-12-17"] == "deprecated"
    assert done.stderr == ""


def test_old_facts_are_used_and_said_to_be_old(tmp_path: Path) -> None:
    done = models("gpt-realtime-1.5", "--as-of", "2027-01-07", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.startswith("rtdoctor: the catalog is 46 days old as of 2027-01-07")
    assert models("gpt-realtime-1.5", "--as-of", "2027-01-06", cwd=tmp_path).stderr == ""


def test_without_a_day_it_is_today(tmp_path: Path) -> None:
    before = today()
    done = models("gpt-realtime-1.5", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0
    assert before.isoformat() <= json.loads(done.stdout)["as_of"] <= today().isoformat()


def test_an_unknown_model_is_a_usage_error_with_near_misses(tmp_path: Path) -> None:
    assert refused("gpt-realtme-mini", cwd=tmp_path) == (
        "rtdoctor: the catalog has no model 'gpt-realtme-mini'\n"
        "  did you mean gpt-realtime-mini or gpt-realtime-2.1-mini or gpt-realtime-2?\n"
    )
    assert "`rtdoctor models` lists what is known" in refused("zzz", cwd=tmp_path)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--as-of", "22.11.2026"), "--as-of is a date like 2026-12-15, not '22.11.2026'"),
        (("--as-of", "2026-02-30"), "--as-of is a date like 2026-12-15, not '2026-02-30'"),
        (("--service", "aws"), "--service is one of azure-openai, openai, voice-live, not 'aws'"),
        (("--format", "sarif"), "--format is human or json, not 'sarif'"),
        (("--nonsense",), "--nonsense"),
    ],
)
def test_a_wrong_option_is_a_usage_error(arguments: tuple[str, ...], complaint: str, tmp_path: Path) -> None:
    assert complaint in refused(*arguments, cwd=tmp_path)


def test_an_overlay_of_the_project_is_laid_over(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.rtdoctor]\ncatalog = ["facts/extra.toml"]\n', encoding="utf-8"
    )
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "extra.toml").write_text(
        '[[model]]\nservice = "azure-openai"\nmodel = "gpt-realtime-1.5"\nversion = "2026-02-23"\n'
        'dates = [{ on = 2027-12-01, source = "own-arm", seen = 2026-11-21 }]\n',
        encoding="utf-8",
    )
    done = models("gpt-realtime-1.5", *AS_OF, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "  2027-12-01  decides     2026-11-21    1  your own ARM\n" in done.stdout


def test_a_broken_overlay_stops_everything_and_says_where(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.rtdoctor]\ncatalog = ["extra.toml"]\n', encoding="utf-8")
    (tmp_path / "extra.toml").write_text(
        '[[model]]\nservice = "openai"\nmodel = "gpt-realtime-9"\n'
        'states = [{ is = "retired", source = "openai-deprecations-2026-10" }]\n'
        'dates = [{ on = 2028-01-01, source = "openai-deprecations-2026-10" }]\n',
        encoding="utf-8",
    )
    for arguments in ((), ("gpt-realtime-1.5",), ("--format", "json")):
        assert refused(*arguments, cwd=tmp_path) == (
            "rtdoctor: extra.toml:1: model openai gpt-realtime-9: retired on 2026-10-07 by "
            "openai-deprecations-2026-10, but no current date is past by then; say why with gone = {…}\n"
        )


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ('catalog = "extra.toml"', "catalog must be a list of file names, not 'extra.toml'"),
        ("catalog = [1]", "catalog must be a list of file names"),
        ('catalog = ["nowhere.toml"]', "cannot read the catalog file nowhere.toml"),
        ('catalog = ["pyproject.toml"]', "pyproject.toml: unknown table [[tool]]"),
    ],
)
def test_a_wrong_setting_is_a_usage_error(table: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.rtdoctor]\n{table}\n", encoding="utf-8")
    assert complaint in refused("gpt-realtime-1.5", cwd=tmp_path)


def test_a_console_of_another_code_page_reads_it_all(tmp_path: Path) -> None:
    done = models("gpt-4o-realtime-preview", *AS_OF, cwd=tmp_path, PYTHONIOENCODING="cp1252")
    assert done.returncode == 0
    assert "?" not in done.stdout


def test_colours_on_a_terminal(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="pseudo-terminals are POSIX")
    ours, theirs = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "COLUMNS": "80"}
    process = subprocess.Popen(
        [sys.executable, "-m", "rtdoctor", "models", "gpt-realtime-1.5", *AS_OF],
        cwd=tmp_path,
        env=environment,
        stdout=theirs,
        stdin=subprocess.DEVNULL,
    )
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:
        pass  # how Linux says that the other side is closed
    os.close(ours)
    assert process.wait(30) == 0
    assert b"gpt-realtime-1.5" in shown
    assert b"\x1b[32m" in shown


def test_starting_it_imports_nothing_heavy(tmp_path: Path) -> None:
    heavy = "rich|httpx|libcst|azure.identity|websockets|ssl|cryptography|tomllib"
    program = (
        "import sys; from rtdoctor.cli import app; before = set(sys.modules)\n"
        f"code = app.run(['models', '--as-of', '2026-11-22']); heavy = {heavy.split('|')!r}\n"
        "sys.exit(','.join(name for name in heavy if name in set(sys.modules) - before) or code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
