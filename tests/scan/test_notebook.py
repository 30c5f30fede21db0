"""Hits in notebooks: which cell, and whether they are code, prose or a recorded output."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rtdoctor.scan.notebook import Notebook
from rtdoctor.scan.text import find_text_references

MODEL = "gpt-4o-realtime-preview"


def notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    return {"nbformat": 4, "metadata": {"note": "cells: [x]"}, "cells": list(cells)}


def code(source: Any, outputs: Any = ()) -> dict[str, Any]:
    return {"outputs": list(outputs), "source": source, "cell_type": "code", "metadata": {}}


def markdown(source: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source}


def judged(document: Any, indent: int | None = 1) -> list[tuple[int | None, str, str]]:
    data = json.dumps(document, indent=indent).encode()
    return [(r.cell, r.role, r.action) for r in find_text_references("a.ipynb", data)]


def test_each_part_of_a_cell_is_told_apart() -> None:
    document = notebook(
        markdown([f"# {MODEL}\n", "text"]),
        code([f'model = "{MODEL}"\n'], [{"text": [f"using {MODEL}\n"], "data": {"x": [1, {"y": MODEL}]}}]),
        code(f"m = '{MODEL}'"),
    )
    expected = [
        (0, "doc", "keep"),
        (1, "generated", "keep"),
        (1, "generated", "keep"),
        (1, "model", "manual"),
        (2, "model", "manual"),
    ]
    assert judged(document) == expected
    assert judged(document, indent=None) == expected


def test_strings_with_brackets_and_quotes_do_not_confuse_it() -> None:
    document = notebook(code(['print("[{\\"]")\n', f"{MODEL} # }}]"]), code([MODEL]))
    assert [cell for cell, _, _ in judged(document)] == [0, 1]


def test_what_is_outside_the_cells_has_no_cell() -> None:
    assert judged({"metadata": {"model": MODEL}, "cells": []}) == [(None, "model", "manual")]


def test_the_place_is_that_of_the_physical_file() -> None:
    data = json.dumps(notebook(code([f'x = "{MODEL}"'])), indent=1).encode()
    (found,) = find_text_references("a.ipynb", data)
    lines = data.split(b"\n")
    assert lines[found.line - 1][found.column - 1 :].startswith(MODEL.encode())


@given(st.binary(max_size=200), st.text('{}[]",:\\ac', max_size=60))
def test_what_is_no_notebook_does_no_harm(data: bytes, text: str) -> None:
    Notebook(data)
    Notebook(b'{"cells": [' + text.encode())


_SOURCES = st.one_of(st.text(max_size=20), st.lists(st.text(max_size=10), max_size=3))


@given(st.lists(st.tuples(st.booleans(), _SOURCES, _SOURCES), max_size=4), st.sampled_from([None, 0, 1]))
def test_every_cell_s_source_is_found_where_it_stands(cells: list[Any], indent: int | None) -> None:
    document = notebook(*(code(s, [o]) if is_code else markdown(s) for is_code, s, o in cells))
    data = json.dumps(document, indent=indent).encode()
    spans = [span for span in Notebook(data)._spans if span.part in ("code", "prose")]
    assert [json.loads(data[s.start : s.end]) for s in spans] == [source for _, source, _ in cells]
