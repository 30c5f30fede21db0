"""`rtdoctor migrate` as a process: what it prints, what it writes, how it exits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from . import hostile
from .helpers import make_tree

APP = """\
import os

from openai import AzureOpenAI

client = AzureOpenAI(
    azure_endpoint=os.environ["AZURE_OPENAI_ENDPOINT"],
    api_key=os.environ["AZURE_OPENAI_API_KEY"],
    api_version="2024-10-01-preview",
)

with client.beta.realtime.connect(model="gpt-4o-realtime-preview") as connection:
    connection.session.update(session={"modalities": ["text"]})
    connection.response.create()
    for event in connection:
        if event.type == "response.text.delta":
            print(event.delta)  # keep me
"""

_SCHEMAS = Path(__file__).parents[2] / "src/rtdoctor/report/schemas"
SCHEMA = json.loads((_SCHEMAS / "migrate-1.json").read_text(encoding="utf-8"))
UNDO_SCHEMA = json.loads((_SCHEMAS / "migrate-undo-1.json").read_text(encoding="utf-8"))


def run(*arguments: object, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "AZURE_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "rtdoctor", "migrate", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        env={**environment, "PYTHONUTF8": "1"},
        cwd=cwd,
        timeout=120,
        check=False,
    )


def document(*arguments: object) -> tuple[int, dict[str, Any]]:
    done = run(*arguments, "--format", "json")
    made = json.loads(done.stdout)
    jsonschema.validate(made, SCHEMA)
    return done.returncode, made


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return make_tree(tmp_path / "tree", {"app.py": APP, "README.md": "Uses gpt-4o-realtime-preview.\n"})


def test_without_a_terminal_it_only_shows(tree: Path) -> None:
    before = hostile.snapshot(tree)
    done = run(tree)
    assert done.returncode == 1
    assert done.stdout.startswith("6 edits in 1 file can be made; nothing was written.\n")
    assert "az cognitiveservices account deployment create" in done.stdout
    assert done.stdout.index("az cognitive") < done.stdout.index("app.py")
    assert done.stdout.endswith("2 files read, all could be judged.\n")
    assert hostile.snapshot(tree) == before
    assert not (tree / ".rtdoctor").exists()


def test_written_done_and_a_second_run_has_nothing_left(tree: Path) -> None:
    code, made = document(tree, "--write")
    assert code == 0
    assert made["files"] == [{"path": "app.py", "edits": 6, "status": "written"}]
    assert {r["action"] for r in made["references"]} == {"rewrite", "keep"}
    assert b"# keep me" in (tree / "app.py").read_bytes()
    code, made = document(tree)
    assert (code, made["files"]) == (0, [])


def test_the_state_directory_ignores_itself(tree: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tree)], check=True)
    assert run(tree, "--write").returncode == 0
    listed = subprocess.run(
        ["git", "-C", str(tree), "status", "--porcelain"], capture_output=True, text=True, check=True
    )
    assert ".rtdoctor" not in listed.stdout


def test_the_diff_is_a_patch_and_nothing_else(tree: Path, tmp_path: Path) -> None:
    done = run(tree, "--diff")
    assert done.returncode == 1
    assert done.stdout.startswith("--- a/app.py\n+++ b/app.py\n@@ ")
    assert "6 edits in 1 file can be made" in done.stderr
    patch = tmp_path / "x.patch"
    patch.write_text(done.stdout)
    subprocess.run(["git", "apply", str(patch)], cwd=tree, check=True)
    assert document(tree)[0] == 0


def test_undo_brings_bytes_mode_and_time_back(tree: Path) -> None:
    app = tree / "app.py"
    app.chmod(0o755)
    os.utime(app, ns=(1_700_000_000_123_456_789, 1_700_000_000_123_456_789))
    before = hostile.snapshot(tree)
    assert run(tree, "--write").returncode == 0
    assert hostile.snapshot(tree) != before
    done = run(tree, "--undo")
    assert done.returncode == 0
    assert "app.py" in done.stdout
    assert hostile.snapshot(tree) == before
    assert app.stat().st_mode & 0o777 == 0o755
    assert app.stat().st_mtime_ns == 1_700_000_000_123_456_789
    done = run(tree, "--undo")
    assert done.returncode == 2
    assert "no run to undo" in done.stderr


def test_undo_in_json(tree: Path) -> None:
    run(tree, "--write")
    made = json.loads(run(tree, "--undo", "--format", "json").stdout)
    jsonschema.validate(made, UNDO_SCHEMA)
    assert made["files"] == ["app.py"]


def test_undo_refuses_a_file_that_changed_since(tree: Path) -> None:
    before = (tree / "app.py").read_bytes()
    run(tree, "--write")
    with (tree / "app.py").open("a") as file:
        file.write("# mine\n")
    done = run(tree, "--undo")
    assert done.returncode == 2
    assert "app.py: changed since" in done.stderr
    assert (tree / "app.py").read_bytes().endswith(b"# mine\n")
    assert run(tree, "--undo", "--force").returncode == 0
    assert (tree / "app.py").read_bytes() == before


def _commit(tree: Path) -> None:
    git = ["git", "-C", str(tree), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "x"], check=True)


def test_uncommitted_changes_of_a_file_about_to_change_stop_it(tree: Path) -> None:
    _commit(tree)
    (tree / "app.py").write_text(APP + "# mine\n")
    done = run(tree, "--write")
    assert done.returncode == 2
    assert "uncommitted changes in app.py" in done.stderr
    assert (tree / "app.py").read_text() == APP + "# mine\n"
    assert run(tree, "--write", "--force").returncode == 0


def test_uncommitted_changes_of_other_files_do_not(tree: Path) -> None:
    _commit(tree)
    (tree / "README.md").write_text("mine\n")
    (tree / "new.py").write_text("x = 1\n")
    assert run(tree, "--write").returncode == 0


def test_an_untracked_file_does_not_stop_it(tree: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tree)], check=True)
    assert run(tree, "--write").returncode == 0


def test_check_says_and_never_writes(tree: Path) -> None:
    before = hostile.snapshot(tree)
    assert run(tree, "--check").returncode == 1
    assert hostile.snapshot(tree) == before
    assert run(tree, "--check", "--write").returncode == 2


def test_interactive_takes_the_chosen_and_leaves_the_others(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", {"one/app.py": APP, "two/app.py": APP, "three/app.py": APP})
    done = run(tree, "-i", "--deployments", "rename", stdin="n\n?\ny\nq\n")
    assert done.returncode == 1
    changed = [name for name, data in hostile.snapshot(tree).items() if data != APP.encode()]
    assert len(changed) == 1
    assert "y: yes, n: no" in done.stderr
    assert "-with client.beta.realtime" in done.stdout


def test_max_changes_takes_whole_connections(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", {"one/app.py": APP, "two/app.py": APP})
    code, made = document(tree, "--write", "--max-changes", "1")
    assert code == 1
    assert sorted(f["status"] for f in made["files"]) == ["left", "written"]
    assert document(tree, "--write")[0] == 0


def test_several_files_in_json_and_report_agree(tree: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = run(tree, "--report", f"json={report}")
    assert done.returncode == 1
    assert json.loads(report.read_text()) == document(tree)[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "nowhere does not exist"),
        ([], "no path given"),
        ([".", "--only", "RM999"], "--only RM999: there is no such rule"),
        ([".", "--deployments", "sometimes"], "--deployments 'sometimes' is none of"),
        ([".", "--to", "gpt-realtime"], "2027-03-02"),
        ([".", "--report", "xml=x"], "is not FORMAT=FILE"),
        ([".", "--diff", "--format", "json"], "both want stdout"),
        ([".", "--undo"], "no run to undo"),
        ([".", "--max-changes", "0"], "max-changes"),
    ],
)
def test_a_wrong_command_line_is_one_line_and_exit_2(
    tmp_path: Path, arguments: list[str], message: str
) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_force_takes_a_target_that_retires_soon(tree: Path) -> None:
    code, made = document(tree, "--to", "gpt-realtime", "--force")
    assert code == 1
    assert "gpt-realtime" in {r.get("to") for r in made["references"]}


def test_one_of_two_paths_missing_goes_on_and_is_incomplete(tree: Path) -> None:
    assert run(tree, "--write").returncode == 0
    done = run(tree, tree / "nowhere")
    assert done.returncode == 3
    assert "does not exist" in " ".join(done.stdout.split()), "a long path is wrapped"


def test_the_hostile_tree(tmp_path: Path) -> None:
    root = hostile.build(tmp_path)
    outside = hostile.snapshot(tmp_path / "outside")
    before = hostile.snapshot(root)
    code, made = document(root, "--write")
    assert code in (1, 3)
    assert made["completeness"]["files_not_judged"] == len(hostile.UNPARSED)
    assert hostile.snapshot(tmp_path / "outside") == outside
    after = hostile.snapshot(root)
    for name in [*hostile.UNPARSED, *hostile.NEVER]:
        assert after[name] == before[name]


def test_a_tree_without_hits_needs_no_libcst(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", {"app.py": "x = 1\n"})
    program = (
        "import sys\nfrom rtdoctor.cli.app import run\n"
        f"code = run(['migrate', {str(tree)!r}])\n"
        "assert code == 0\n"
        "heavy = {'libcst', 'rich', 'httpx', 'ssl', 'websockets', 'azure', 'dotenv'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_secrets_of_the_project_do_not_get_into_the_diff(tmp_path: Path) -> None:
    secret = "canary-of-no-known-shape"
    tree = make_tree(
        tmp_path / "tree",
        {
            ".env": f"AZURE_OPENAI_DEPLOYMENT=gpt-4o-realtime-preview\nAZURE_OPENAI_API_KEY={secret}\n",
            "app.py": APP.replace(
                '"gpt-4o-realtime-preview"', 'os.environ["AZURE_OPENAI_DEPLOYMENT"]'
            ).replace("import os\n", f"import os\nOLD = {secret!r}\n"),
        },
    )
    done = run(tree, "--diff")
    assert "+AZURE_OPENAI_DEPLOYMENT=gpt-realtime-1.5" in done.stdout
    assert secret not in done.stdout + done.stderr
    assert "secrets are masked" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_odd_file_names_go_through_every_format(tmp_path: Path) -> None:
    names = ["caf\udce9.py", "new\nline.py", "esc\x1b[31m.py", 'quo"te.py', "sp ace.py", "grüße.py"]
    tree = make_tree(tmp_path / "tree", {f"{n}/{name}": APP for n, name in enumerate(names)})
    old = hostile.snapshot(tree)
    done = run(tree)
    assert "\x1b" not in done.stdout
    assert "new\\x0aline.py" in done.stdout
    patch = run(tree, "--diff").stdout.encode("utf-8", "surrogateescape")
    code, made = document(tree, "--write")
    assert code == 0
    assert len(made["files"]) == len(names)
    new = hostile.snapshot(tree)
    assert run(tree, "--undo").returncode == 0
    assert hostile.snapshot(tree) == old
    subprocess.run(["git", "apply", "-"], input=patch, cwd=tree, check=True)
    assert hostile.snapshot(tree) == new


def test_list_rules() -> None:
    done = run("--list-rules")
    assert done.returncode == 0
    assert "RM101" in done.stdout
