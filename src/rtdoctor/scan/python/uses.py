"""What becomes of a value, followed forwards: every place of the program that gets hold of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rtdoctor.scan.python.program import Caller, Program, enclosing_class, enclosing_function
from rtdoctor.scan.python.scopes import Binding
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.values import PASS_THROUGH, argument, called_name

UseKind = Literal["attribute", "argument", "subscript", "test", "ignored", "escape"]


@dataclass(frozen=True, slots=True)
class Use:
    """`node` holds the value; `parent` is what is done with it there.

    `argument` is a call of something outside the program; `escape` is everything that is not followed.
    """

    file: SourceFile
    node: ast.expr
    kind: UseKind
    parent: ast.AST


def uses(program: Program, file: SourceFile, start: ast.expr) -> list[Use]:
    """Every use of the value of `start`, through names, attributes, arguments and returns."""
    flow = _Flow(program)
    flow.carriers.append((file, start))
    flow.run()
    return flow.found


class _Flow:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.carriers: list[tuple[SourceFile, ast.expr]] = []
        self.found: list[Use] = []
        self._seen: set[ast.AST] = set()
        self._bindings: set[Binding] = set()
        self._attributes: set[tuple[str, ast.AST | None]] = set()

    def run(self) -> None:
        for file, node in self.carriers:
            if node not in self._seen:
                self._seen.add(node)
                self._step(file, node)

    def _use(self, file: SourceFile, node: ast.expr, kind: UseKind, parent: ast.AST) -> None:
        self.found.append(Use(file, node, kind, parent))

    def _step(self, file: SourceFile, node: ast.expr) -> None:
        parent = file.parent(node)
        assert parent is not None
        if isinstance(parent, (ast.Await, ast.BoolOp)):
            self.carriers.append((file, parent))
        elif isinstance(parent, ast.IfExp):
            if node is parent.test:
                self._use(file, node, "test", parent)
            else:
                self.carriers.append((file, parent))
        elif isinstance(parent, ast.NamedExpr):
            self.carriers.append((file, parent))
            self._target(file, parent.target, node)
        elif isinstance(parent, ast.Assign):
            for target in parent.targets:
                self._target(file, target, node)
        elif isinstance(parent, ast.AnnAssign):
            self._target(file, parent.target, node)
        elif isinstance(parent, ast.withitem):
            if parent.optional_vars is not None:
                self._target(file, parent.optional_vars, node)
        elif isinstance(parent, ast.Return):
            self._returned(file, node, parent)
        elif isinstance(parent, ast.keyword):
            call = file.parent(parent)
            self._argument(file, node, call, parent) if isinstance(call, ast.Call) else self._use(
                file, node, "escape", parent
            )
        elif isinstance(parent, ast.Call):
            self._argument(file, node, parent, None)
        elif isinstance(parent, ast.Attribute):
            self._use(file, node, "attribute", parent)
        elif isinstance(parent, ast.Subscript) and parent.value is node:
            self._use(file, node, "subscript", parent)
        elif isinstance(parent, (ast.Compare, ast.UnaryOp, ast.If, ast.While, ast.Assert)):
            self._use(file, node, "test", parent)
        elif isinstance(parent, ast.arguments):
            self._default(file, node, parent)
        elif isinstance(parent, (ast.Expr, ast.Delete)):
            self._use(file, node, "ignored", parent)
        else:
            self._use(file, node, "escape", parent)

    def _target(self, file: SourceFile, target: ast.expr, node: ast.expr) -> None:
        if isinstance(target, ast.Name):
            scopes = self.program.project.of(file).scopes
            owner = scopes.owner(target.id, scopes.at(target)) or scopes.at(target)
            for binding in owner.bindings.get(target.id, ()):
                self._binding(binding)
            if isinstance(owner.node, ast.ClassDef):
                self._attribute(file, target.id, owner.node)
        elif isinstance(target, ast.Attribute):
            self._attribute(file, target.attr, enclosing_class(file, target))
        else:
            self._use(file, node, "escape", target)

    def _binding(self, binding: Binding) -> None:
        if binding in self._bindings:
            return
        self._bindings.add(binding)
        self.carriers.extend(self.program.loads(binding))

    def _attribute(self, file: SourceFile, name: str, owner: ast.ClassDef | None) -> None:
        """Reads of an attribute: by `self` within its class, by anything else anywhere."""
        if (name, owner) in self._attributes:
            return
        self._attributes.add((name, owner))
        for where, load in self.program.attribute_loads.get(name, ()):
            by_self = isinstance(load.value, ast.Name) and load.value.id in ("self", "cls")
            if not by_self or owner is None or enclosing_class(where, load) is owner:
                self.carriers.append((where, load))

    def _returned(self, file: SourceFile, node: ast.expr, statement: ast.Return) -> None:
        function = enclosing_function(file, statement)
        if function is None:
            self._use(file, node, "escape", statement)
            return
        is_property = any(
            isinstance(d, ast.Name) and d.id.endswith("property") for d in function.decorator_list
        )
        if is_property:
            self._attribute(file, function.name, enclosing_class(file, function))
        for caller in self.program.callers.get(function, ()):
            self.carriers.append((caller.file, caller.call))

    def _default(self, file: SourceFile, node: ast.expr, arguments: ast.arguments) -> None:
        function = file.parent(arguments)
        positional = [*arguments.posonlyargs, *arguments.args]
        pairs = [
            *zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True),
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        ]
        for parameter, default in pairs:
            if default is node and isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._parameter(file, function, parameter)

    def _parameter(self, file: SourceFile, function: ast.AST, parameter: ast.arg) -> None:
        scopes = self.program.project.of(file).scopes
        for binding in scopes.at(parameter).bindings.get(parameter.arg, ()):
            self._binding(binding)

    def _argument(
        self, file: SourceFile, node: ast.expr, call: ast.Call, keyword: ast.keyword | None
    ) -> None:
        if call.func is node:
            self._use(file, node, "escape", call)
            return
        followed = False
        for where, function, skip in _functions(self.program, file, call):
            for parameter in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs):
                value, _ = argument(Caller(file, call, skip), function, parameter)
                if value is node:
                    followed = True
                    self._parameter(where, function, parameter)
        for where, callee, _ in self.program.callees(file, call):
            if isinstance(callee, ast.ClassDef) and keyword is not None and keyword.arg and not followed:
                followed = True
                self._attribute(where, keyword.arg, callee)
        if not followed and called_name(call) in PASS_THROUGH and call.args and call.args[0] is node:
            self.carriers.append((file, call))
        elif not followed:
            self._use(file, node, "argument", call)


def _functions(
    program: Program, file: SourceFile, call: ast.Call
) -> Iterator[tuple[SourceFile, ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    for where, callee, skip in program.callees(file, call):
        if isinstance(callee, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield where, callee, skip
        elif isinstance(callee, ast.ClassDef):
            for method in callee.body:
                if isinstance(method, ast.FunctionDef) and method.name == "__init__":
                    yield where, method, 1
