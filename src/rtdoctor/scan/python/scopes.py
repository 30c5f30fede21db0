"""Names of one file: what binds them, in which scope, and where each is read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from rtdoctor.scan.python.source import SourceFile

BindingKind = Literal["assign", "with", "loop", "import", "function", "class", "parameter", "other"]
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
ScopeNode = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(eq=False, slots=True)
class Binding:
    """One place that gives `name` a value. `value` is that value's expression where one is written down."""

    file: SourceFile
    scope: Scope
    name: str
    kind: BindingKind
    node: ast.AST
    value: ast.expr | None = None


@dataclass(eq=False, slots=True)
class Scope:
    """A module, class or function. Comprehensions belong to the scope around them."""

    node: ScopeNode
    parent: Scope | None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    loads: dict[str, list[ast.Name]] = field(default_factory=dict)
    elsewhere: dict[str, bool] = field(default_factory=dict)
    """Names declared `global` (True) or `nonlocal` (False) here."""


class Scopes:
    """The scopes of one file, and the one each name belongs to."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.module = Scope(file.tree, None)
        self._of: dict[ast.AST, Scope] = {file.tree: self.module}
        for declaration in file.nodes(ast.Global, ast.Nonlocal):
            scope = self.at(declaration)
            scope.elsewhere.update(dict.fromkeys(declaration.names, isinstance(declaration, ast.Global)))
        self._bind_all()
        for name in file.nodes(ast.Name):
            if isinstance(name.ctx, ast.Load):
                owner = self.owner(name.id, self.at(name))
                if owner is not None:
                    owner.loads.setdefault(name.id, []).append(name)

    def _scope_for(self, node: ast.AST) -> Scope:
        if node not in self._of:
            assert isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            self._of[node] = Scope(node, self.at(node))
        return self._of[node]

    def at(self, node: ast.AST) -> Scope:
        """The scope in which `node` is evaluated: defaults and decorators lie outside their function."""
        child = node
        for above in self.file.ancestors(node):
            if isinstance(above, ast.Module):
                break
            if isinstance(above, ast.ClassDef):
                if child in above.body:
                    return self._scope_for(above)
            elif isinstance(above, (ast.FunctionDef, ast.AsyncFunctionDef)):
                if child in above.body or (isinstance(child, ast.arguments) and isinstance(node, ast.arg)):
                    return self._scope_for(above)
            elif isinstance(above, ast.Lambda) and (
                child is above.body or (isinstance(child, ast.arguments) and isinstance(node, ast.arg))
            ):
                return self._scope_for(above)
            child = above
        return self.module

    def all(self) -> Iterator[Scope]:
        """The module's scope and every other one in which something is bound."""
        yield from self._of.values()

    def owner(self, name: str, scope: Scope) -> Scope | None:
        """The scope whose binding a read of `name` in `scope` sees; None for builtins."""
        current: Scope | None = scope
        while current is not None:
            if current.elsewhere.get(name):
                return self.module if name in self.module.bindings else None
            visible = current is scope or not isinstance(current.node, ast.ClassDef)
            if visible and name in current.bindings and name not in current.elsewhere:
                return current
            current = current.parent
        return None

    def bindings(self, name: ast.Name) -> list[Binding]:
        """What may have bound `name` at this place; empty for builtins."""
        owner = self.owner(name.id, self.at(name))
        return owner.bindings[name.id] if owner is not None else []

    def _bind(
        self, name: str, kind: BindingKind, at: ast.AST, node: ast.AST, value: ast.expr | None = None
    ) -> None:
        scope = self.at(at)
        if scope.elsewhere.get(name):
            scope = self.module
        elif name in scope.elsewhere:
            above = self.owner(name, scope.parent) if scope.parent else None
            scope = above or scope
        scope.bindings.setdefault(name, []).append(Binding(self.file, scope, name, kind, node, value))

    def _bind_all(self) -> None:
        file = self.file
        for definition in file.nodes(ast.FunctionDef, ast.AsyncFunctionDef):
            self._bind(definition.name, "function", definition, definition)
        for class_ in file.nodes(ast.ClassDef):
            self._bind(class_.name, "class", class_, class_)
        for parameter in file.nodes(ast.arg):
            self._bind(parameter.arg, "parameter", parameter, parameter)
        for statement in file.nodes(ast.Import, ast.ImportFrom):
            for alias in statement.names:
                bound = alias.asname or (
                    alias.name.partition(".")[0] if isinstance(statement, ast.Import) else alias.name
                )
                self._bind(bound, "import", statement, alias)
        for handler in file.nodes(ast.ExceptHandler):
            if handler.name:
                self._bind(handler.name, "other", handler, handler)
        for pattern in file.nodes(ast.MatchAs, ast.MatchStar):
            if pattern.name:
                self._bind(pattern.name, "other", pattern, pattern)
        for name in file.nodes(ast.Name):
            if isinstance(name.ctx, ast.Store):
                kind, value = _stored(file, name)
                self._bind(name.id, kind, name, name, value)


def _stored(file: SourceFile, name: ast.Name) -> tuple[BindingKind, ast.expr | None]:
    """How a stored name gets its value, and the expression of it where it stands for the whole name."""
    owner = file.parent(name)
    if isinstance(owner, (ast.Assign, ast.AnnAssign, ast.NamedExpr)):
        return "assign", owner.value
    if isinstance(owner, ast.withitem):
        return "with", owner.context_expr
    if isinstance(owner, (ast.For, ast.AsyncFor, ast.comprehension)):
        return "loop", owner.iter
    if isinstance(owner, ast.Tuple) and isinstance(assign := file.parent(owner), ast.Assign):
        values = assign.value
        if isinstance(values, ast.Tuple) and len(values.elts) == len(owner.elts):
            value = values.elts[owner.elts.index(name)]
            if not any(isinstance(part, ast.Starred) for part in (*values.elts, *owner.elts)):
                return "assign", value
    return "other", None
