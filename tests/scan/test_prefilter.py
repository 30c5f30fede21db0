"""The prefilter finds exactly the files that a plain search finds, whatever their sizes and order."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rtdoctor.scan.prefilter import find_candidates
from rtdoctor.scan.vocabulary import NEEDLES
from rtdoctor.scan.walk import reason_of

_BUFFER = 512 * 1024


def plainly(contents: list[bytes]) -> list[int]:
    return [index for index, data in enumerate(contents) if any(needle in data for needle in NEEDLES)]


def written(directory: Path, contents: list[bytes]) -> list[str]:
    paths = []
    for index, data in enumerate(contents):
        file = directory / f"{index}.txt"
        file.write_bytes(data)
        paths.append(str(file))
    return paths


_FILLINGS = st.sampled_from(
    [0, 1, 100, 70_000, _BUFFER - 30, _BUFFER - 1, _BUFFER, _BUFFER + 1, 2 * _BUFFER + 7]
)
_CONTENTS = st.lists(
    st.tuples(
        _FILLINGS,
        st.sampled_from([*NEEDLES, b"", b"ealtim", b"nothing"]),
        st.sampled_from([0, 1, 10, 600_000]),
    ).map(lambda made: b"." * made[0] + made[1] + b"." * made[2]),
    max_size=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contents=_CONTENTS)
def test_finds_what_a_plain_search_finds(tmp_path: Path, contents: list[bytes]) -> None:
    assert find_candidates(written(tmp_path, contents), reason_of).hits == plainly(contents)


def test_an_anchor_is_not_made_of_two_files(tmp_path: Path) -> None:
    contents = [b"gpt-4o-r", b"ealtim", b"e-preview", b"real", b"time"]
    assert find_candidates(written(tmp_path, contents), reason_of).hits == []


def test_an_anchor_across_two_pieces_of_a_long_file_is_found(tmp_path: Path) -> None:
    contents = [b"." * (_BUFFER - shift) + NEEDLES[0] + b"." * 10 for shift in range(len(NEEDLES[0]) + 1)]
    assert find_candidates(written(tmp_path, contents), reason_of).hits == plainly(contents)


def test_utf16_is_searched_in_its_own_encoding(tmp_path: Path) -> None:
    contents = [
        "MODEL = gpt-4o-realtime-preview\n".encode("utf-16"),
        b"\xfe\xff" + "gpt-4o-realtime-preview".encode("utf-16-be"),
        "nothing\n".encode("utf-16"),
        "realtime".encode("utf-16-le"),  # without a mark nobody can know
        ("x" * _BUFFER + "realtime").encode("utf-16"),
    ]
    assert find_candidates(written(tmp_path, contents), reason_of).hits == [0, 1, 4]


def test_a_file_that_is_gone_is_reported_and_does_no_harm(tmp_path: Path) -> None:
    paths = written(tmp_path, [b"realtime", b"", b"realtime"])
    Path(paths[1]).unlink()
    candidates = find_candidates(paths, reason_of)
    assert candidates.hits == [0, 2]
    assert candidates.unreadable == [(1, "gone since the walk began")]


def test_two_processes_find_the_same_as_one(tmp_path: Path) -> None:
    """In a process of its own: a fork needs one without threads, which a test worker is not."""
    contents = [b"realtime" if index % 7 == 0 else b"nothing" for index in range(3500)]
    paths = written(tmp_path, contents)
    Path(paths[10]).unlink()
    Path(paths[3000]).unlink()
    program = (
        "import json, sys\n"
        "from rtdoctor.scan.prefilter import find_candidates\n"
        "from rtdoctor.scan.walk import reason_of\n"
        "found = find_candidates(json.load(sys.stdin), reason_of)\n"
        "json.dump([found.hits, found.unreadable], sys.stdout)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(paths), capture_output=True, text=True, check=True
    )
    hits, unreadable = json.loads(done.stdout)
    assert hits == plainly(contents)
    assert [index for index, _ in unreadable] == [10, 3000]
