"""Newer rows laid over the shipped ones, and every way in which such a file can be wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rtdoctor import catalog
from rtdoctor.errors import UsageError

TODAY = date(2026, 11, 22)
MY_ARM = """
[[model]]
service = "azure-openai"
model = "gpt-realtime-mini"
version = "2025-12-15"
dates = [{ on = 2027-06-15, source = "own-arm", seen = 2026-11-22 }]
notes = ["swedencentral"]
"""
NEW_SOURCE = """
[[source]]
key = "azure-schedule-2026-11"
title = "Azure schedule"
about = "The schedule on Microsoft Learn, read by hand"
day = 2026-11-20
authority = "schedule"
series = "azure-schedule"
"""
NEW_MODEL = """
[[model]]
service = "azure-openai"
model = "gpt-realtime-3"
version = "2026-11-01"
states = [{ is = "preview", source = "azure-schedule-2026-11" }]
dates = [{ on = 2027-11-01, source = "azure-schedule-2026-11" }]
"""


def overlay(tmp_path: Path, text: str, name: str = "extra.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_your_own_arm_decides_and_the_page_still_warns(tmp_path: Path) -> None:
    facts = catalog.load([overlay(tmp_path, MY_ARM)])
    (row,) = facts.find("azure-openai", "gpt-realtime-mini", "2025-12-15")
    standing = facts.state(row, TODAY)
    assert (standing.retires, standing.decided_by) == (date(2027, 6, 15), "own-arm")
    assert (standing.warns, standing.conflict) == (date(2026, 12, 15), True)
    assert row.notes[0] == "swedencentral"
    assert row.tier == "realtime-mini"
    (shipped,) = catalog.load().find("azure-openai", "gpt-realtime-mini", "2025-12-15")
    assert shipped.dates == row.dates[1:]


def test_a_newer_edition_supersedes_the_shipped_one(tmp_path: Path) -> None:
    text = NEW_SOURCE + MY_ARM.replace(
        'source = "own-arm", seen = 2026-11-22', 'source = "azure-schedule-2026-11"'
    )
    facts = catalog.load([overlay(tmp_path, text)])
    (row,) = facts.find("azure-openai", "gpt-realtime-mini", "2025-12-15")
    assert facts.state(row, TODAY).retires == date(2027, 6, 15)
    of_september = [claim for claim in row.dates if claim.source == "azure-schedule-2026-09"]
    assert {(claim.on, claim.superseded) for claim in of_september} == {
        (date(2026, 12, 15), True),
        (date(2027, 6, 15), False),
    }


def test_a_newer_edition_supersedes_limits_and_replacements_too(tmp_path: Path) -> None:
    text = """
    [[source]]
    key = "azure-limits-2026-11"
    title = "Azure model table"
    about = "Read by hand"
    day = 2026-11-20
    authority = "provider"
    series = "azure-limits"

    [[model]]
    service = "azure-openai"
    model = "gpt-realtime-1.5"
    version = "2026-02-23"
    limits = [{ context = 64000, output = 8192, source = "azure-limits-2026-11" }]
    """
    facts = catalog.load([overlay(tmp_path, text)])
    (row,) = facts.find("azure-openai", "gpt-realtime-1.5")
    limits = facts.limits(row)
    assert limits is not None
    assert (limits.context, limits.output, limits.disputed) == (64_000, 8_192, False)


def test_a_new_model_stands_beside_the_others(tmp_path: Path) -> None:
    facts = catalog.load([overlay(tmp_path, NEW_SOURCE + NEW_MODEL)])
    (row,) = facts.models("gpt-realtime-3")
    assert facts.state(row, TODAY).state == "preview"
    assert len(facts.models()) == len(catalog.load().models()) + 1


def test_files_are_laid_in_order(tmp_path: Path) -> None:
    first = overlay(tmp_path, NEW_SOURCE, "first.toml")
    second = overlay(tmp_path, NEW_MODEL, "second.toml")
    assert catalog.load([first, second]).find("azure-openai", "gpt-realtime-3")
    with pytest.raises(UsageError, match="unknown source 'azure-schedule-2026-11'"):
        catalog.load([second, first])


def test_a_newer_state_lifts_a_tombstone_and_an_older_one_does_not(tmp_path: Path) -> None:
    row = """
    [[model]]
    service = "azure-openai"
    model = "gpt-4o-mini-audio-preview"
    version = "2024-12-17"
    states = [{ is = "preview", source = "own-arm", seen = 2026-11-22 }]
    """
    (risen,) = catalog.load([overlay(tmp_path, row)]).find("azure-openai", "gpt-4o-mini-audio-preview")
    assert risen.gone is None
    older = overlay(tmp_path, row.replace("2026-11-22", "2026-03-01"))
    (still,) = catalog.load([older]).find("azure-openai", "gpt-4o-mini-audio-preview")
    assert still.gone is not None


def test_a_surface_is_replaced_whole(tmp_path: Path) -> None:
    text = """
    [[surface]]
    id = "azure-preview-realtime"
    service = "azure-openai"
    kind = "path"
    marker = "/openai/realtime"
    states = [{ is = "preview", source = "azure-migration-2026-03" }]
    dates = [{ on = 2026-11-30, source = "azure-migration-2026-07" }]
    """
    facts = catalog.load([overlay(tmp_path, text)])
    (surface,) = [s for s in facts.surfaces if s.id == "azure-preview-realtime"]
    assert facts.state(surface, date(2026, 12, 1)).state == "retired"


def test_a_windows_editors_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "extra.toml"
    path.write_bytes(b"\xef\xbb\xbf" + MY_ARM.replace("\n", "\r\n").encode())
    assert catalog.load([path]).find("azure-openai", "gpt-realtime-mini")


ROW = """
[[model]]
service = "azure-openai"
model = "gpt-realtime-mini"
version = "2025-12-15"
"""
BROKEN = {
    "no TOML": ("[[model\n", "is not valid TOML.*line 1"),
    "an unknown table": ("[[modle]]\n", r"unknown table \[\[modle\]\]; did you mean \[\[model\]\]"),
    "a table that is no list": ("[model]\n", r"must be written as \[\[model\]\]"),
    "a top level value": ("compiled = 2030-01-01\n", r"unknown table \[\[compiled\]\]"),
    "an unknown key": (ROW + 'date = "2027"\n', "unknown key 'date'; did you mean 'dates'"),
    "an unknown service": ('[[model]]\nservice = "aws"\nmodel = "x"\n', "service is 'aws'"),
    "no name": ('[[model]]\nservice = "openai"\n', "model is missing"),
    "no source": (ROW + "dates = [{ on = 2027-01-01 }]\n", "dates 1: source is missing"),
    "an unknown source": (
        ROW + 'dates = [{ on = 2027-01-01, source = "azure-schedule-2026-90" }]\n',
        "unknown source 'azure-schedule-2026-90'; did you mean 'azure-schedule-2026-09'",
    ),
    "no day": (ROW + 'dates = [{ source = "azure-schedule-2026-09" }]\n', "dates 1: on is missing"),
    "a quoted day": (
        ROW + 'dates = [{ on = "2027-01-01", source = "azure-schedule-2026-09" }]\n',
        "on must be a date like 2026-12-15, without quotes",
    ),
    "a day with a time": (
        ROW + 'dates = [{ on = 2027-01-01T00:00:00Z, source = "azure-schedule-2026-09" }]\n',
        "on must be a date",
    ),
    "a day on which your ARM was asked is missing": (
        ROW + 'dates = [{ on = 2027-01-01, source = "own-arm" }]\n',
        "seen is missing",
    ),
    "a list of no sources": (ROW + "dates = [{ on = 2027-01-01, source = [] }]\n", "source must be"),
    "seen before since": (
        ROW + 'dates = [{ on = 2027-01-01, source = "azure-schedule-2026-09", since = 2026-10-01 }]\n',
        "since 2026-10-01 is after",
    ),
    "dates that are no list": (ROW + "dates = 2027-01-01\n", "dates must be a list of tables"),
    "a number for a name": ('[[model]]\nservice = "openai"\nmodel = 4\n', "model must be a string"),
    "a limit that limits nothing": (
        ROW + 'limits = [{ source = "azure-limits-2026-07" }]\n',
        "names no limit",
    ),
    "a negative limit": (
        ROW + 'limits = [{ context = -1, source = "azure-limits-2026-07" }]\n',
        "context must be a whole number",
    ),
    "a new row without a state": (
        '[[model]]\nservice = "openai"\nmodel = "x"\n',
        "states is empty",
    ),
    "a shipped source redefined": (
        NEW_SOURCE.replace("azure-schedule-2026-11", "azure-schedule-2026-09"),
        "this source is shipped",
    ),
    "superseded by nothing": (
        ROW + 'dates = [{ on = 2028-01-01, source = "own-arm", seen = 2026-11-22, superseded = true }]\n',
        "marked superseded, but no later edition",
    ),
    "retired with all dates to come": (
        '[[model]]\nservice = "openai"\nmodel = "x"\n'
        'states = [{ is = "retired", source = "openai-deprecations-2026-10" }]\n'
        'dates = [{ on = 2028-01-01, source = "openai-deprecations-2026-10" }]\n',
        "retired on 2026-10-07.*no current date is past by then",
    ),
    "gone and alive": (
        '[[model]]\nservice = "openai"\nmodel = "x"\n'
        'states = [{ is = "ga", source = "openai-deprecations-2026-10" }]\n'
        'gone = { by = 2026-01-01, source = "openai-deprecations-2026-09", why = "y" }\n',
        "gone by 2026-01-01, yet openai-deprecations-2026-10 saw it ga",
    ),
    "a successor that is not known": (
        ROW + 'replacements = [{ model = "gpt-realtime-9", source = "azure-schedule-2026-09" }]\n',
        "unknown successor 'gpt-realtime-9'",
    ),
    "a circle of successors": (
        '[[model]]\nservice = "openai"\nmodel = "gpt-realtime-2.1"\n'
        'replacements = [{ model = "gpt-realtime", source = "openai-deprecations-2026-09" }]\n',
        "go in a circle",
    ),
    "an offer that is not known": (ROW + 'offers = ["nowhere"]\n', "unknown offer 'nowhere'"),
    "a base that is not known": (
        '[[model]]\nservice = "voice-live"\nmodel = "gpt-4o"\nbase = "gpt-4o"\n',
        "its base 'gpt-4o' has no row",
    ),
    "a GUID that is none": (
        '[[role]]\nname = "R"\nguid = "5e0bd9bd"\nrealtime = "no"\nsource = "role-definitions-2026"\n',
        "'5e0bd9bd' is no role GUID",
    ),
    "advice without a row": (
        '[[target]]\nservice = "openai"\ntier = "realtime"\nmodel = "x"\nversion = ""\nwhy = "y"\n'
        'source = "rtdoctor-2026-11"\n',
        "advises x, which has no row",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_refused_by_file_and_row(what: str, tmp_path: Path) -> None:
    text, complaint = BROKEN[what]
    path = overlay(tmp_path, text)
    with pytest.raises(UsageError, match=complaint) as caught:
        catalog.load([path])
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_line_of_the_row_is_named(tmp_path: Path) -> None:
    path = overlay(tmp_path, MY_ARM + "\n# a remark\n" + ROW.replace("2025-12-15", "x") + "offers = [1]\n")
    with pytest.raises(UsageError) as caught:
        catalog.load([path])
    assert str(caught.value) == (
        f"{path}:11: model azure-openai gpt-realtime-mini x: offers must be a list of strings, not [1]"
    )


def test_the_same_row_twice_in_one_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the same row stands at"):
        catalog.load([overlay(tmp_path, MY_ARM + MY_ARM)])


@pytest.mark.parametrize("make", ["missing", "directory", "binary"])
def test_what_is_no_text_file(make: str, tmp_path: Path) -> None:
    path = tmp_path / "extra.toml"
    if make == "directory":
        path.mkdir()
    elif make == "binary":
        path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match=r"extra\.toml"):
        catalog.load([path])


def test_a_broken_file_leaves_the_shipped_catalog_as_it_was(tmp_path: Path) -> None:
    before = catalog.load().models()
    good = overlay(tmp_path, NEW_SOURCE + NEW_MODEL, "good.toml")
    bad = overlay(tmp_path, "[[modle]]\n", "bad.toml")
    with pytest.raises(UsageError):
        catalog.load([good, bad])
    assert catalog.load().models() == before
