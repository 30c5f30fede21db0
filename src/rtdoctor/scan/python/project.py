"""The Python files of a project, and what their imports of each other mean."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

from rtdoctor.scan.python.scopes import Binding, Scopes
from rtdoctor.scan.python.source import SourceFile, UnreadableSourceError

_DEEPEST_REEXPORT = 8
# A tree may hold the SDK's own source beside programs that import it; those mean the installed package.
_SDKS = frozenset({"openai", "azure"})


class Module:
    """One file with its scopes. `given` tells the files asked for from those only read for their values."""

    def __init__(self, file: SourceFile, given: bool) -> None:
        self.file = file
        self.scopes = Scopes(file)
        self.given = given


class Project:
    """Every file that was given, parsed; others are read when an import leads to them.

    `skipped` lists (path, reason) of the given files that do not parse.
    """

    def __init__(self, files: Mapping[str, bytes], read: Callable[[str], bytes | None]) -> None:
        self._read = read
        self._modules: dict[str, Module | None] = {}
        self._known: dict[str, bool] = {}
        self.skipped: list[tuple[str, str]] = []
        for path, data in sorted(files.items()):
            try:
                self._modules[path] = Module(SourceFile(path, data), given=True)
            except UnreadableSourceError as error:
                self._modules[path] = None
                self.skipped.append((path, str(error)))
        self.modules = {path: module for path, module in self._modules.items() if module is not None}
        self._linkable = dict(self.modules)

    def module(self, path: str) -> Module | None:
        """The module at `path`, read and parsed on the first call; None where there is none that parses."""
        if path not in self._modules:
            data = self._read(path)
            try:
                self._modules[path] = None if data is None else Module(SourceFile(path, data), given=False)
            except UnreadableSourceError:
                self._modules[path] = None
        return self._modules[path]

    def adopt(self, module: Module) -> Module:
        """Link a module that was read elsewhere with the given ones; one of its path that is known stays."""
        known = self._modules.get(module.file.path)
        if known is None:
            self._modules[module.file.path] = known = module
        self._linkable[module.file.path] = known
        return known

    def imports_of(self, file: SourceFile) -> set[str]:
        """Paths of the given and adopted files that `file` imports itself."""
        targets = {
            target
            for statement in file.nodes(ast.Import, ast.ImportFrom)
            for target in self.imported(file, statement)
        }
        return {target for target in targets if self._modules.get(target) is not None}

    def of(self, file: SourceFile) -> Module:
        module = self._modules[file.path]
        assert module is not None
        return module

    def imported(self, file: SourceFile, statement: ast.Import | ast.ImportFrom) -> Iterator[str]:
        """Paths of the project's own files that an import leads to: of each name the nearest."""
        if isinstance(statement, ast.Import):
            names = [(0, alias.name) for alias in statement.names]
        else:
            names = [(statement.level, statement.module or "")]
            names += [
                (statement.level, f"{statement.module or ''}.{a.name}".strip(".")) for a in statement.names
            ]
        for level, name in names:
            found = next(filter(self._exists, _candidates(file.path, level, name)), None)
            if found is not None:
                yield found

    def _exists(self, path: str) -> bool:
        if path not in self._known:
            self._known[path] = path in self._modules or self._read(path) is not None
        return self._known[path]

    def definitions(self, binding: Binding) -> list[Binding]:
        """What an imported name is bound to where it is defined; the binding itself when it is not ours."""
        return self._definitions(binding, _DEEPEST_REEXPORT)

    def _definitions(self, binding: Binding, depth: int) -> list[Binding]:
        statement = binding.file.parent(binding.node) if binding.kind == "import" else None
        if not isinstance(statement, ast.ImportFrom) or depth == 0:
            return [binding]
        alias = binding.node
        assert isinstance(alias, ast.alias)
        for path in _candidates(binding.file.path, statement.level, statement.module or ""):
            module = self.module(path)
            if module is not None and (found := module.scopes.module.bindings.get(alias.name)):
                return [end for each in found for end in self._definitions(each, depth - 1)]
        return [binding]

    def module_of(self, binding: Binding) -> Module | None:
        """The project's own module that an import binds as a whole: `import a.b as c`, `from a import b`."""
        if binding.kind != "import":
            return None
        alias, statement = binding.node, binding.file.parent(binding.node)
        assert isinstance(alias, ast.alias)
        if isinstance(statement, ast.Import):
            if alias.asname is None and "." in alias.name:
                return None
            paths = _candidates(binding.file.path, 0, alias.name)
        else:
            assert isinstance(statement, ast.ImportFrom)
            paths = _candidates(
                binding.file.path, statement.level, f"{statement.module or ''}.{alias.name}".strip(".")
            )
        return next(filter(None, map(self.module, paths)), None)

    def linked(self) -> list[list[Module]]:
        """The given and adopted modules in groups that import each other, directly or through packages."""
        leader = {path: path for path in self._linkable}

        def find(path: str) -> str:
            while leader[path] != path:
                leader[path] = leader[leader[path]]
                path = leader[path]
            return path

        for path, module in self._linkable.items():
            for statement in module.file.nodes(ast.Import, ast.ImportFrom):
                for target in self._reached(module.file, statement):
                    leader[find(target)] = find(path)
        groups: dict[str, list[Module]] = {}
        for path in sorted(self._linkable):
            groups.setdefault(find(path), []).append(self._linkable[path])
        return list(groups.values())

    def _reached(self, file: SourceFile, statement: ast.Import | ast.ImportFrom) -> Iterator[str]:
        """Given files that an import leads to; through a package's own file where it only passes names on."""
        for target in self.imported(file, statement):
            if target in self._linkable:
                yield target
            elif target.endswith("/__init__.py") and (package := self.module(target)) is not None:
                for inner in package.file.nodes(ast.ImportFrom):
                    yield from (path for path in self.imported(package.file, inner) if path in self._linkable)


def _candidates(path: str, level: int, name: str) -> Iterator[str]:
    parts = [part for part in name.split(".") if part]
    if not level and (not parts or parts[0] in _SDKS):
        return
    here = PurePosixPath(path).parent
    if level:
        bases = [here.parents[level - 2] if level > 1 else here] if level - 1 <= len(here.parents) else []
    else:
        bases = [here, *here.parents]
        bases += [base / "src" for base in bases]
    for base in bases:
        stem = base.joinpath(*parts)
        if parts:
            yield str(stem.with_name(stem.name + ".py"))
        yield str(stem / "__init__.py")
