"""Files that import each other, with the indexes that following a value through them needs."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rtdoctor.scan.python.project import Module, Project
from rtdoctor.scan.python.scopes import Binding
from rtdoctor.scan.python.source import SourceFile


@dataclass(frozen=True, slots=True)
class Caller:
    """A call of a function of the program. `skip` counts the parameters bound before (`self`)."""

    file: SourceFile
    call: ast.Call
    skip: int


@dataclass(frozen=True, slots=True)
class Store:
    """A value given to an attribute: `self.x = value`, a class body, a keyword, an argparse default."""

    file: SourceFile
    owner: ast.ClassDef | None
    value: ast.expr


class Program:
    """One or more files linked by imports. Files outside `modules` are read for values, never walked."""

    def __init__(self, project: Project, modules: list[Module]) -> None:
        self.project = project
        self.modules = modules
        self.paths = frozenset(module.file.path for module in modules)

    @property
    def files(self) -> Iterator[SourceFile]:
        return (module.file for module in self.modules)

    def definitions(self, file: SourceFile, name: ast.Name) -> list[Binding]:
        """What `name` may be bound to, followed through the project's imports; empty for builtins."""
        bindings = self.project.of(file).scopes.bindings(name)
        return [end for each in bindings for end in self.project.definitions(each)]

    def module_of(self, file: SourceFile, name: ast.expr) -> Module | None:
        if isinstance(name, ast.Name):
            for binding in self.project.of(file).scopes.bindings(name):
                if (module := self.project.module_of(binding)) is not None:
                    return module
        return None

    def external(self, file: SourceFile, node: ast.expr) -> str | None:
        """The dotted name that `node` imports from outside the project: `openai.AsyncOpenAI`, `os.getenv`."""
        if isinstance(node, ast.Attribute):
            base = self.external(file, node.value)
            return f"{base}.{node.attr}" if base else None
        if not isinstance(node, ast.Name):
            return None
        for binding in self.definitions(file, node):
            if binding.kind != "import":
                continue
            alias, statement = binding.node, binding.file.parent(binding.node)
            assert isinstance(alias, ast.alias)
            if isinstance(statement, ast.ImportFrom):
                return f"{statement.module}.{alias.name}" if not statement.level else None
            return alias.name if alias.asname else alias.name.partition(".")[0]
        return None

    @cached_property
    def _methods(self) -> dict[str, list[tuple[SourceFile, ast.FunctionDef | ast.AsyncFunctionDef]]]:
        methods = defaultdict(list)
        for file in self.files:
            for function in file.nodes(ast.FunctionDef, ast.AsyncFunctionDef):
                if isinstance(file.parent(function), ast.ClassDef):
                    methods[function.name].append((file, function))
        return methods

    def callees(self, file: SourceFile, call: ast.Call) -> list[tuple[SourceFile, ast.AST, int]]:
        """Functions and classes of the program that `call` may run, with the parameters bound before."""
        function = call.func
        if isinstance(function, ast.Name):
            bindings = self.definitions(file, function)
        elif isinstance(function, ast.Attribute):
            module = self.module_of(file, function.value)
            if module is None:
                return [
                    (where, method, 0 if _is_static(method) else 1)
                    for where, method in self._methods.get(function.attr, ())
                ]
            bindings = module.scopes.module.bindings.get(function.attr, [])
        else:
            return []
        found: list[tuple[SourceFile, ast.AST, int]] = []
        for binding in bindings:
            if binding.kind == "function":
                found.append((binding.file, binding.node, 0))
            elif binding.kind == "class":
                found.append((binding.file, binding.node, 1))
        return found

    @cached_property
    def callers(self) -> dict[ast.AST, list[Caller]]:
        """The calls of each function and class; a class's calls are listed for its `__init__` too."""
        callers: dict[ast.AST, list[Caller]] = defaultdict(list)
        for file in self.files:
            for call in file.nodes(ast.Call):
                for _, callee, skip in self.callees(file, call):
                    callers[callee].append(Caller(file, call, skip))
                    if isinstance(callee, ast.ClassDef):
                        for method in callee.body:
                            if isinstance(method, ast.FunctionDef) and method.name == "__init__":
                                callers[method].append(Caller(file, call, 1))
        return callers

    @cached_property
    def stores(self) -> dict[str, list[Store]]:
        """The values given to each attribute name anywhere in the program."""
        stores: dict[str, list[Store]] = defaultdict(list)
        for file in self.files:
            for target in file.nodes(ast.Attribute):
                owner = file.parent(target)
                if isinstance(target.ctx, ast.Store) and isinstance(owner, (ast.Assign, ast.AnnAssign)):
                    if owner.value is not None:
                        stores[target.attr].append(Store(file, enclosing_class(file, target), owner.value))
                elif isinstance(target.ctx, ast.Store) and isinstance(owner, ast.withitem):
                    stores[target.attr].append(Store(file, enclosing_class(file, target), owner.context_expr))
            for class_ in file.nodes(ast.ClassDef):
                for statement in class_.body:
                    if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
                        targets = (
                            statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                        )
                        for name in targets:
                            if isinstance(name, ast.Name):
                                stores[name.id].append(Store(file, class_, statement.value))
            for call in file.nodes(ast.Call):
                self._store_keywords(file, call, stores)
        return stores

    def _store_keywords(self, file: SourceFile, call: ast.Call, stores: dict[str, list[Store]]) -> None:
        if isinstance(call.func, ast.Attribute) and call.func.attr == "add_argument":
            destination, default = _argument(call)
            if destination and default is not None:
                stores[destination].append(Store(file, None, default))
            return
        for _, callee, _ in self.callees(file, call):
            if isinstance(callee, ast.ClassDef):
                fields = [
                    s.target.id
                    for s in callee.body
                    if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)
                ]
                for keyword in call.keywords:
                    if keyword.arg in fields:
                        stores[keyword.arg].append(Store(file, callee, keyword.value))
                for name, value in zip(fields, call.args, strict=False):
                    stores[name].append(Store(file, callee, value))

    @cached_property
    def attribute_loads(self) -> dict[str, list[tuple[SourceFile, ast.Attribute]]]:
        loads = defaultdict(list)
        for file in self.files:
            for node in file.nodes(ast.Attribute):
                if isinstance(node.ctx, ast.Load):
                    loads[node.attr].append((file, node))
        return loads

    @cached_property
    def _importers(self) -> dict[Binding, list[Binding]]:
        importers: dict[Binding, list[Binding]] = defaultdict(list)
        for module in self.modules:
            for scope_bindings in _all_bindings(module):
                for binding in scope_bindings:
                    if binding.kind == "import":
                        for end in self.project.definitions(binding):
                            if end is not binding:
                                importers[end].append(binding)
        return importers

    def loads(self, binding: Binding) -> Iterator[tuple[SourceFile, ast.expr]]:
        """Every read of the name that `binding` binds, in its own file and where it is imported."""
        for each in (binding, *self._importers.get(binding, ())):
            for name in each.scope.loads.get(each.name, ()):
                yield each.file, name
        if isinstance(binding.scope.node, ast.Module):
            for file, node in self.attribute_loads.get(binding.name, ()):
                module = self.module_of(file, node.value)
                if module is not None and module.file is binding.file:
                    yield file, node


def _all_bindings(module: Module) -> Iterator[list[Binding]]:
    for scope in module.scopes.all():
        yield from scope.bindings.values()


def _is_static(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in function.decorator_list)


def _argument(call: ast.Call) -> tuple[str | None, ast.expr | None]:
    """Destination and default of an `add_argument` call."""
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    destination = keywords.get("dest")
    if isinstance(destination, ast.Constant) and isinstance(destination.value, str):
        return destination.value, keywords.get("default")
    flags = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    named = next((flag for flag in flags if flag.startswith("--")), flags[0] if flags else "")
    return named.lstrip("-").replace("-", "_") or None, keywords.get("default")


def enclosing_class(file: SourceFile, node: ast.AST) -> ast.ClassDef | None:
    return next((above for above in file.ancestors(node) if isinstance(above, ast.ClassDef)), None)


def enclosing_function(file: SourceFile, node: ast.AST) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    for above in file.ancestors(node):
        if isinstance(above, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return above
    return None
