"""A rule set of a few lines, so that plan, apply and undo are tested without any real rule.

In a Python file the retired name `gpt-4o-realtime-preview` becomes the target. A comment on the same line
steers it: `# c:NAME` makes the edit part of connection NAME, `# unsafe` makes it unsafe, `# manual` makes its
connection manual, `# again` writes a text that a second run would change again, `# broken` one that does not
parse, `# lossy` one that swallows the comment, `# twice` makes two rules claim the place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from rtdoctor.migrate.edit import Edit
from rtdoctor.migrate.plan import Language
from rtdoctor.migrate.rewriting import Connection, FollowUp, RewriteOptions, Rewriting
from rtdoctor.migrate.verification import parse_problem
from rtdoctor.scan.reference import Reference
from rtdoctor.scan.text import Lines

OLD = "gpt-4o-realtime-preview"
_PLACE = re.compile(rb"gpt-4o-realtime-preview(?P<rest>[^\n]*)")


def rewrite(
    root: Path, files: Mapping[str, bytes], options: RewriteOptions, read: Callable[[str], bytes | None]
) -> Rewriting:
    edits: list[Edit] = []
    references: list[Reference] = []
    connections: dict[str, Connection] = {}
    skipped: list[tuple[str, str]] = []
    for path, data in files.items():
        if parse_problem(data) is not None:
            skipped.append((path, "does not parse"))
            continue
        lines = Lines(data)
        for match in _PLACE.finditer(data):
            rest = match["rest"].decode("utf-8", "replace")
            name = named[1] if (named := re.search(r"# c:(\w+)", rest)) else None
            line, column = lines.place(match.start())
            manual = "# manual" in rest
            if name is not None:
                status = "manual" if manual else "done"
                places = ((path, line, "write it by hand"),) if manual else ()
                connections.setdefault(
                    name, Connection(name, f"connection {name}", path, line, status, places)
                )
            start, end = match.start(), match.start() + len(OLD)
            references.append(
                Reference(
                    path, line, column, start, end, OLD, "model", "manual" if manual else "rewrite", "retired",
                    "unsafe" if "# unsafe" in rest else "safe", "TOY1", options.to, name,
                )
            )  # fmt: skip
            if manual:
                continue
            new = options.to
            if "# again" in rest:
                new = f"{options.to} and {OLD}"
            elif "# broken" in rest:
                new = f'{options.to}"'
            elif "# lossy" in rest:
                end = match.end()
                new = f'{options.to}"'
            edits.append(Edit(path, start, end, new.encode(), "TOY1", name, "# unsafe" in rest))
            if "# twice" in rest:
                edits.append(Edit(path, start, end, b"another", "TOY2", name))
    follow_ups = [
        FollowUp(f"create the deployment of {name}", f"az create {name}", name) for name in connections
    ]
    return Rewriting(
        tuple(edits), tuple(references), tuple(connections.values()), tuple(follow_ups), tuple(skipped)
    )


TOY = (Language(frozenset((".py",)), rewrite),)
