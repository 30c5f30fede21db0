"""Files that somebody half edited: whatever they hold, the answer is a catalog or one clear message."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rtdoctor import catalog
from rtdoctor.catalog.compile import DATA, read_data
from rtdoctor.errors import UsageError

TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(DATA.glob("*.toml"))}
TOKENS = [
    "",
    "\n",
    '"',
    "[[model]]",
    "{",
    "}",
    "]",
    "= 1",
    "= true",
    "= []",
    "= [[]]",
    "= [{}]",
    '= ""',
    "= 2027-01-01",
    "= 2027-01-01T00:00:00Z",
    "= 00:00:00",
    "= nan",
    "= {}",
    '["x"]',
    "superseded = true",
    "\x00",
    "é",
]


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, str]:
    """One shipped file with a stretch of it gone, or put in another place, or something else in its place."""
    name = draw(st.sampled_from(sorted(TEXTS)))
    text = TEXTS[name]
    start = draw(st.integers(0, len(text)))
    length = draw(st.one_of(st.integers(0, 40), st.just(0)))
    instead = draw(st.one_of(st.sampled_from(TOKENS), st.text(max_size=8), st.just(text[:start][-60:])))
    return name, text[:start] + instead + text[start + length :]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits())
def test_an_overlay_is_laid_over_or_refused(tmp_path: Path, edit: tuple[str, str]) -> None:
    path = tmp_path / "extra.toml"
    path.write_text(edit[1], encoding="utf-8")
    try:
        loaded, complaint = len(catalog.load([path]).models()), ""
    except UsageError as error:
        loaded, complaint = 0, str(error)
    assert str(path) in complaint or loaded >= len(catalog.load().models())


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits())
def test_the_data_are_compiled_or_refused(tmp_path: Path, edit: tuple[str, str]) -> None:
    name, text = edit
    for other, its_text in {**TEXTS, name: text}.items():
        (tmp_path / other).write_text(its_text, encoding="utf-8")
    try:
        compiled, complaint = read_data(tmp_path)[0]["model"], ""
    except UsageError as error:
        compiled, complaint = [], str(error)
    assert compiled or ".toml" in complaint


def test_a_directory_without_its_sources_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="compiled = YYYY-MM-DD is missing"):
        read_data(tmp_path)
