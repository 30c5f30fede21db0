"""What the walk reads, what it passes over, and what it says about it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rtdoctor.errors import UsageError
from rtdoctor.scan.walk import Walk, locate, walk


def make(root: Path, *names: str, **contents: str) -> Path:
    for name in names:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(contents.get(name, "x\n"))
    return root


def write(root: Path, name: str, text: str) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def read(*paths: Path) -> Walk:
    return walk(locate(paths))


def files(found: Walk) -> list[str]:
    return [path for path in found.files if not found.ignores(path)]


def reasons(found: Walk) -> dict[str, str]:
    return {skipped.path: skipped.reason for skipped in found.skipped}


def test_gitignore_is_honoured_in_nested_directories(tmp_path: Path) -> None:
    make(tmp_path, "app.py", "app.log", "out/a.py", "pkg/keep.log", "pkg/b.tmp", "pkg/b.py")
    write(tmp_path, ".gitignore", "*.log\nout/\n")
    write(tmp_path, "pkg/.gitignore", "!keep.log\n*.tmp\n")
    assert files(read(tmp_path)) == [".gitignore", "app.py", "pkg/.gitignore", "pkg/b.py", "pkg/keep.log"]


def test_environment_files_are_read_even_where_they_are_ignored(tmp_path: Path) -> None:
    make(
        tmp_path,
        ".env",
        "src/.env.local",
        "out/.env",
        "out/x.py",
        ".azure/dev/.env",
        ".azure/dev/config.json",
    )
    write(tmp_path, ".gitignore", ".env*\nout/\n.azure\n")
    assert files(read(tmp_path)) == [".azure/dev/.env", ".env", ".gitignore", "out/.env", "src/.env.local"]


def test_patterns_of_the_repository_above_count(tmp_path: Path) -> None:
    make(tmp_path, "src/app.py", "src/gen/x.py", "src/app.log")
    (tmp_path / ".git").mkdir()
    write(tmp_path, ".gitignore", "/src/gen\n*.log\n")
    assert files(read(tmp_path / "src")) == ["app.py"]


def test_patterns_above_the_repository_do_not_count(tmp_path: Path) -> None:
    make(tmp_path, "repo/app.py")
    (tmp_path / "repo" / ".git").mkdir()
    write(tmp_path, ".gitignore", "*.py\n")
    assert files(read(tmp_path / "repo")) == ["app.py"]


def test_a_file_asked_for_by_name_is_read_though_ignored(tmp_path: Path) -> None:
    make(tmp_path, "local.py")
    write(tmp_path, ".gitignore", "local.py\n")
    assert files(read(tmp_path / "local.py")) == ["local.py"]


@pytest.mark.parametrize(
    ("inside", "directory", "reason"),
    [
        ("env/pyvenv.cfg", "env", "a Python environment"),
        ("conda/conda-meta/history", "conda", "a Python environment"),
        ("store/CACHEDIR.TAG", "store", "a cache (it holds CACHEDIR.TAG)"),
        ("node_modules/x/index.js", "node_modules", "installed packages"),
        ("lib/site-packages/x.py", "lib/site-packages", "installed packages"),
        (".git/config", ".git", "version control"),
        (".terraform/x.tf", ".terraform", "a cache or build directory"),
    ],
)
def test_places_never_entered_are_said_once(tmp_path: Path, inside: str, directory: str, reason: str) -> None:
    make(tmp_path, inside, f"{directory}/a.py", f"{directory}/b.py", "app.py")
    found = read(tmp_path)
    assert files(found) == ["app.py"]
    assert reasons(found) == {directory: reason}


def test_an_ignored_environment_is_still_said(tmp_path: Path) -> None:
    make(tmp_path, ".venv/pyvenv.cfg", ".venv/lib/x.py", ".venv/.env")
    write(tmp_path, ".gitignore", ".venv\n")
    found = read(tmp_path)
    assert reasons(found) == {".venv": "a Python environment"}
    assert files(found) == [".gitignore"]


def test_an_environment_made_in_the_project_s_own_directory_does_not_hide_the_project(tmp_path: Path) -> None:
    make(tmp_path, "app.py", "pyvenv.cfg", "bin/activate", "lib/python3.11/site-packages/x.py")
    found = read(tmp_path)
    assert files(found) == ["app.py", "bin/activate", "pyvenv.cfg"]
    assert reasons(found) == {"lib/python3.11/site-packages": "installed packages"}


def test_a_gitignore_that_is_no_file_is_passed_over(tmp_path: Path) -> None:
    make(tmp_path, "a/app.py", "b/app.py", "c/app.py")
    os.mkfifo(tmp_path / "a" / ".gitignore")
    (tmp_path / "patterns").write_text("*.py\n")
    (tmp_path / "b" / ".gitignore").symlink_to(tmp_path / "patterns")
    (tmp_path / "c" / ".gitignore").mkdir()
    assert files(read(tmp_path)) == ["a/app.py", "b/app.py", "c/app.py", "patterns"]


def test_a_directory_given_twice_and_inside_another_is_read_once(tmp_path: Path) -> None:
    make(tmp_path, "src/app.py", "src/node_modules/x.js")
    found = read(tmp_path, tmp_path / "src", tmp_path)
    assert found.files == ["src/app.py"]
    assert set(reasons(found)) == {"src/node_modules"}


@pytest.mark.parametrize("name", [".git", "node_modules", ".venv/lib/python3.11/site-packages", ".venv"])
def test_such_a_place_asked_for_by_name_is_refused_and_incomplete(tmp_path: Path, name: str) -> None:
    make(tmp_path, f"{name}/lib/app.py", ".venv/pyvenv.cfg")
    found = read(tmp_path / name)
    assert found.files == []
    assert [skipped.asked for skipped in found.skipped] == [True]


def test_no_path_and_no_such_path_are_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no path given"):
        locate([])
    with pytest.raises(UsageError, match="does not exist"):
        locate([tmp_path / "nowhere"])


def test_one_missing_path_of_two_is_skipped_as_asked_for(tmp_path: Path) -> None:
    make(tmp_path, "app.py")
    found = read(tmp_path / "app.py", tmp_path / "nowhere")
    assert found.files == ["app.py"]
    assert [(s.reason, s.asked) for s in found.skipped] == [("does not exist", True)]


def test_several_paths_are_relative_to_what_they_have_in_common(tmp_path: Path) -> None:
    make(tmp_path, "app/main.py", "infra/main.bicep", "other/x.py")
    found = read(tmp_path / "app", tmp_path / "infra" / "main.bicep")
    assert found.root == tmp_path.resolve()
    assert found.files == ["app/main.py", "infra/main.bicep"]


def test_a_directory_may_be_given_through_a_link_and_a_file_may_not(tmp_path: Path) -> None:
    make(tmp_path, "real/app.py")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "link.py").symlink_to("real/app.py")
    assert read(tmp_path / "link").files == ["app.py"]
    found = read(tmp_path / "link.py")
    assert found.files == []
    assert [(s.reason, s.asked) for s in found.skipped] == [("a link: name the file it leads to", True)]


def test_a_name_that_is_no_text_is_walked_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "b\udce9.py").write_text("x\n")
    assert read(tmp_path).files == ["b\udce9.py"]


def test_state_directories_are_noted_and_not_entered(tmp_path: Path) -> None:
    make(tmp_path, "sub/.rtdoctor/journal.json", "app.py")
    found = read(tmp_path)
    assert found.files == ["app.py"]
    assert found.state_directories == ["sub/.rtdoctor"]
