"""References in text of any language: every hit is reported, also where nothing here will ever edit it."""

from __future__ import annotations

import codecs
from bisect import bisect_right

from rtdoctor.scan.origin import Origin
from rtdoctor.scan.reference import Reference
from rtdoctor.scan.roles import RoleJudge
from rtdoctor.scan.vocabulary import find_references_in_text

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

_TEXT_SUFFIXES = """
    adoc bat bicep bicepparam c cc cfg cjs conf cpp cs csproj css env fs go gradle h hcl hpp html http ini
    ipynb java js json json5 jsonc jsx kt kts lua m md mdx mjs mts php properties ps1 psm1 py pyi pyw rb rs
    rst scala sh sql svelte swift tf tfvars toml ts tsx txt vb vue xml yaml yml
"""
TEXT_SUFFIXES = frozenset(f".{suffix}" for suffix in _TEXT_SUFFIXES.split())
"""A file with one of these endings should be text, so a zero byte in it means that it could not be judged."""


class Lines:
    """Line and column, from 1 and in bytes, of a place in `data`. Lines end with LF; CR is part of one."""

    def __init__(self, data: bytes, newline: bytes = b"\n") -> None:
        self._starts = [0]
        position = data.find(newline)
        while position >= 0:
            if position % len(newline) == 0:
                self._starts.append(position + len(newline))
            position = data.find(newline, position + 1)

    def place(self, offset: int) -> tuple[int, int]:
        """(line, column) of byte `offset`."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def find_text_references(path: str, data: bytes, origin: Origin | None = None) -> list[Reference]:
    """Every reference in the file at `path` (relative, with `/`), in order of place.

    Bytes that are no text of any encoding do no harm: what is looked for is ASCII. UTF-16 is read when the
    file begins with its byte order mark; offsets and columns are those of the file as it is on disk.
    """
    encoding = _UTF16.get(data[:2])
    readable = data if encoding is None else data.decode(encoding, "replace").encode("utf-8", "replace")
    hits = list(find_references_in_text(readable))
    if not hits:
        return []
    judge = RoleJudge(path, readable, origin)
    lines = Lines(data, b"\n" if encoding is None else "\n".encode(encoding))
    references: list[Reference] = []
    for hit in hits:
        role, action, reason = judge.judge(hit.kind, hit.start)
        start, end = hit.start, hit.end
        if encoding is not None:
            start = len(readable[: hit.start].decode("utf-8").encode(encoding))
            end = start + len(hit.match.encode(encoding))
        line, column = lines.place(start)
        references.append(
            Reference(
                path, line, column, start, end, hit.match, role, action, reason, cell=judge.cell(hit.start)
            )
        )
    return references
