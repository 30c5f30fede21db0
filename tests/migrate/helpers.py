"""Short ways to a tree, a planner and a plan over the toy rules."""

from __future__ import annotations

from pathlib import Path

from rtdoctor.migrate.plan import Planner
from rtdoctor.migrate.rewriting import RewriteOptions
from rtdoctor.scan.tree import scan_tree
from rtdoctor.scan.walk import locate

from .toy import TOY


def make_tree(root: Path, files: dict[str, str | bytes]) -> Path:
    """Write `files` below `root`, which is made."""
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def planner_for(*paths: Path, options: RewriteOptions | None = None) -> Planner:
    """A planner over `paths` with the toy rules."""
    return Planner(scan_tree(locate(paths)), options or RewriteOptions(), TOY)
