"""Files of the tree that name nothing of the preview, and yet use a client or a value of a program that does."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from rtdoctor.scan.python.project import Module, Project
from rtdoctor.scan.python.source import SourceFile, UnreadableSourceError

_SKIPPED = frozenset({"node_modules", "site-packages", "__pycache__", "venv", "env", "dist", "build"})
_LARGEST = 1_000_000  # bytes; a hand-written module is never larger
_MOST = 200


class Importers:
    """The other Python files below a root, read once and only when a program asks."""

    def __init__(self, root: Path, given: Mapping[str, bytes]) -> None:
        self._root = root
        self._given = given
        self._others: dict[str, bytes] | None = None

    def of(self, project: Project, modules: list[Module]) -> list[Module]:
        """Modules that import one of `modules`, or each other on the way to it."""
        found: list[Module] = []
        reached = {module.file.path for module in modules}
        queue = list(modules)
        for module in queue:
            for path, data in self._naming(module.file.path):
                if path in reached or len(found) >= _MOST:
                    continue
                try:
                    importer = Module(SourceFile(path, data), given=False)
                except UnreadableSourceError:
                    continue
                if module.file.path in project.imports_of(importer.file):
                    reached.add(path)
                    found.append(project.adopt(importer))
                    queue.append(importer)
        return found

    def _naming(self, path: str) -> Iterator[tuple[str, bytes]]:
        """Files that may import the module at `path`, as its name stands in an import of theirs."""
        pure = PurePosixPath(path)
        name = pure.parent.name if pure.name == "__init__.py" else pure.stem
        if not name:
            return
        needle = os.fsencode(name)  # a file's name may hold bytes that are no text
        pattern = re.compile(rb"(?m)^[ \t]*(?:from|import)\b[^\n]*\b%s\b" % re.escape(needle))
        for other, data in self._files().items():
            if needle in data and pattern.search(data):
                yield other, data

    def _files(self) -> dict[str, bytes]:
        if self._others is None:
            self._others = dict(self._walk())
        return self._others

    def _walk(self) -> Iterator[tuple[str, bytes]]:
        for directory, names, files in os.walk(self._root, followlinks=False):
            names[:] = [name for name in names if name not in _SKIPPED and not name.startswith(".")]
            for name in files:
                path = Path(directory) / name
                relative = path.relative_to(self._root).as_posix()
                if not name.endswith((".py", ".pyw")) or relative in self._given or path.is_symlink():
                    continue
                try:
                    if path.stat().st_size <= _LARGEST:
                        yield relative, path.read_bytes()
                except OSError:
                    continue
