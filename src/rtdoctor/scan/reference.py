"""A reference: one place in a tree that names something this tool knows, and what is to happen there.

The JSON shape is part of `rtdoctor/migrate/1`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal[
    "model",
    "deployment",
    "infra",
    "comparison",
    "test",
    "doc",
    "changelog",
    "price-table",
    "deny-list",
    "enumeration",
    "generated",
    "vendored",
    "other-service",
    "protocol",
    "dependency",
]
Action = Literal["rewrite", "manual", "keep"]
Applicability = Literal["safe", "unsafe"]

ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Reference:
    """One hit. `line` and `column` count from 1 and are of the first byte of the match in the physical file.

    `path` is relative to the PATH given, with `/`. `manual` means left unchanged and will break; `keep` means
    left unchanged and right as it is. `start` and `end` are byte offsets into the file as it was read.
    """

    path: str
    line: int
    column: int
    start: int
    end: int
    match: str
    role: Role
    action: Action
    reason: str
    applicability: Applicability | None = None
    rule: str | None = None
    to: str | None = None
    connection: str | None = None
    cell: int | None = None
