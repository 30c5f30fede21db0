"""Files of the tree that name nothing of the preview, and yet use a client or a value of a program that does.

A `main.py` that makes a client in one module and hands it to another links the two, and a `chat.py` that imports the
client uses it for something else. Neither holds a retired name, so a prefilter passes them over.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath

from rtdoctor.scan.python.project import Module, Project
from rtdoctor.scan.python.source import SourceFile, UnreadableSourceError

_SKIPPED = frozenset({"node_modules", "site-packages", "__pycache__", "venv", "env", "dist", "build"})
_LARGEST = 1_000_000  # bytes; a hand-written module is never larger
_DEEPEST = 2  # a package passes a client on, a program uses it; beyond that everything imports everything
_IMPORT = re.compile(rb"(?m)^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+)?import[ \t]+(\([^)]*\)|[^\n]*)")
_NAME = re.compile(rb"\w+")


def adopt_importers(root: Path, project: Project, given: Mapping[str, bytes], modules: list[Module]) -> None:
    """Make the other files below `root` that import one of `modules` part of `project`, and those that import them."""
    reached = {module.file.path for module in modules}
    others = dict(_others(root, given)) if modules else {}
    queue = [(module, 0) for module in modules]
    for module, depth in queue:
        name = _imported_as(module.file.path)
        for path, imported in others.items():
            if name not in imported or path in reached or depth == _DEEPEST:
                continue
            try:
                importer = Module(SourceFile(path, (root / path).read_bytes()), given=False)
            except (UnreadableSourceError, OSError):
                continue
            if module.file.path in project.imports_of(importer.file):
                reached.add(path)
                queue.append((project.adopt(importer), depth + 1))


def _imported_as(path: str) -> bytes:
    """The last part of a module's name: its file's, or for a package its directory's."""
    pure = PurePosixPath(path)
    return (pure.parent.name if pure.name == "__init__.py" else pure.stem).encode("utf-8", "surrogateescape")


def _others(root: Path, given: Mapping[str, bytes]) -> Iterator[tuple[str, frozenset[bytes]]]:
    """(path, every name in its import statements) of the Python files below `root` that are not given."""
    for directory, names, files in os.walk(root, followlinks=False):
        names[:] = [name for name in names if name not in _SKIPPED and not name.startswith(".")]
        for name in files:
            if not name.endswith((".py", ".pyw")):
                continue
            path = os.path.join(directory, name)  # noqa: PTH118 (thousands of files: a Path for each costs more than its reading)
            relative = os.path.relpath(path, root).replace(os.sep, "/")
            if relative in given:
                continue
            try:
                status = os.lstat(path)
                if status.st_size <= _LARGEST and not os.path.islink(path):  # noqa: PTH114
                    yield relative, _imported_names(path, status.st_mtime_ns, status.st_size)
            except OSError:
                continue


@lru_cache(maxsize=20_000)
def _imported_names(path: str, mtime_ns: int, size: int) -> frozenset[bytes]:
    """Cached by time and size, since a plan is made and proved in one process."""
    data = Path(path).read_bytes()
    found: set[bytes] = set()
    for match in _IMPORT.finditer(data):
        found.update(_NAME.findall(match.group()))
    return frozenset(found)
