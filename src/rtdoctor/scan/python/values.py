"""Where a value comes from, followed backwards through names, attributes, calls and imports of a program."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from rtdoctor.scan.python.program import Caller, Program, Store, enclosing_class
from rtdoctor.scan.python.scopes import Binding
from rtdoctor.scan.python.source import SourceFile

_ENVIRONMENT_GETTERS = {"os.getenv", "os.environ.get", "os.environ.pop", "os.environ.setdefault"}
_SETTING_GETTERS = {"config", "env", "getenv"}  # python-decouple, environs, starlette
_FIELD_FACTORIES = {"Field", "field", "Query", "Form", "Header", "Body", "Option", "Argument", "Param"}
# Names and calls one behind the other; no program that people read goes as deep.
_DEEPEST = 40
# Calls that give back their first argument, or what entering it as a context gives.
PASS_THROUGH = frozenset(
    {"enter_async_context", "enter_context", "wait_for", "shield", "closing", "aclosing", "cast"}
)
_SAME_STRING = {"strip", "rstrip", "lstrip", "lower", "removesuffix", "removeprefix"}


@dataclass(frozen=True, slots=True)
class End:
    """An expression that is followed no further: a literal, a call, an environment lookup."""

    file: SourceFile
    node: ast.AST


@dataclass(slots=True)
class Origins:
    """All that a value may come from. `complete` is false when some of it lies outside the program."""

    ends: list[End] = field(default_factory=list)
    passed: set[ast.AST] = field(default_factory=set)
    bindings: list[Binding] = field(default_factory=list)
    complete: bool = True

    def strings(self) -> Iterator[tuple[End, str]]:
        for end in self.ends:
            if isinstance(end.node, ast.Constant) and isinstance(end.node.value, str):
                yield end, end.node.value


def environment_lookup(
    program: Program, file: SourceFile, node: ast.AST
) -> tuple[str, ast.expr | None] | None:
    """(variable, default) when `node` reads an environment variable by a literal name."""
    if isinstance(node, ast.Subscript) and program.external(file, node.value) == "os.environ":
        name, default = node.slice, None
    elif isinstance(node, ast.Call) and node.args:
        called = program.external(file, node.func)
        simple = node.func.id if isinstance(node.func, ast.Name) else None
        if called not in _ENVIRONMENT_GETTERS and not (
            simple in _SETTING_GETTERS and not program.callees(file, node)
        ):
            return None
        name = node.args[0]
        default = node.args[1] if len(node.args) > 1 else None
        default = next((k.value for k in node.keywords if k.arg == "default"), default)
    else:
        return None
    if isinstance(name, ast.Constant) and isinstance(name.value, str):
        return name.value, default
    return None


def origins(program: Program, file: SourceFile, expression: ast.expr) -> Origins:
    """Everything `expression` may evaluate to, as far as the program says."""
    trace = _Trace(program)
    trace.follow(file, expression)
    return trace.result


class _Trace:
    def __init__(self, program: Program, around: frozenset[ast.AST] = frozenset()) -> None:
        self.program = program
        self.result = Origins()
        self._around = around
        """What traces that need this one's answer are at: reaching it again leads nowhere."""
        self._depth = len(around)

    def follow(self, file: SourceFile, node: ast.expr) -> None:
        if node in self.result.passed:
            return
        self.result.passed.add(node)
        if node in self._around or self._depth > _DEEPEST:
            self._unknown()
            return
        self._depth += 1
        self._dispatch(file, node)
        self._depth -= 1

    def _inner(self, file: SourceFile, node: ast.expr) -> Origins:
        """The origins of what `node` is taken from or iterates over."""
        trace = _Trace(self.program, self._around | self.result.passed)
        trace._depth = self._depth
        trace.follow(file, node)
        return trace.result

    def _dispatch(self, file: SourceFile, node: ast.expr) -> None:
        if isinstance(node, (ast.Await, ast.NamedExpr)):
            self.follow(file, node.value)
        elif isinstance(node, ast.BoolOp):
            for value in node.values:
                self.follow(file, value)
        elif isinstance(node, ast.IfExp):
            self.follow(file, node.body)
            self.follow(file, node.orelse)
        elif isinstance(node, ast.Name):
            self._name(file, node)
        elif isinstance(node, ast.Attribute):
            self._attribute(file, node)
        elif isinstance(node, ast.Subscript):
            self._subscript(file, node)
        elif isinstance(node, ast.Call):
            self._call(file, node)
        else:
            self.result.ends.append(End(file, node))

    def _unknown(self) -> None:
        self.result.complete = False

    def _name(self, file: SourceFile, node: ast.Name) -> None:
        bindings = self.program.definitions(file, node)
        if not bindings:
            self._unknown()
        for binding in bindings:
            self._binding(binding)

    def _binding(self, binding: Binding) -> None:
        if binding in self.result.bindings:
            return
        self.result.bindings.append(binding)
        if binding.kind in ("assign", "with") and binding.value is not None:
            self.follow(binding.file, binding.value)
        elif binding.kind == "loop" and binding.value is not None:
            self._elements(binding.file, binding.value)
        elif binding.kind == "parameter":
            self._parameter(binding)
        elif binding.kind in ("function", "class", "import"):
            self.result.ends.append(End(binding.file, binding.node))
        else:
            self._unknown()

    def _elements(self, file: SourceFile, iterable: ast.expr) -> None:
        inner = self._inner(file, iterable)
        for end in inner.ends:
            if isinstance(end.node, (ast.Tuple, ast.List, ast.Set)):
                for element in end.node.elts:
                    self.follow(end.file, element)
            else:
                self._unknown()

    def _parameter(self, binding: Binding) -> None:
        function = binding.scope.node
        assert isinstance(binding.node, ast.arg)
        if isinstance(function, ast.Lambda) or not isinstance(
            function, (ast.FunctionDef, ast.AsyncFunctionDef)
        ):
            self._unknown()
            return
        arguments = function.args
        if binding.node in (arguments.vararg, arguments.kwarg):
            self._unknown()
            return
        default = _default(function, binding.node)
        callers = self.program.callers.get(function, [])
        found = False
        for caller in callers:
            value, sure = argument(caller, function, binding.node)
            if value is not None:
                found = True
                self.follow(caller.file, value)
            elif not sure:
                self._unknown()
        if default is not None:
            found = True
            self.follow(binding.file, _unwrapped(default))
        for decorator in function.decorator_list:
            if (
                isinstance(decorator, ast.Call)
                and (value := _click_default(decorator, binding.name)) is not None
            ):
                found = True
                self.follow(binding.file, value)
        if not found:
            self._unknown()

    def _attribute(self, file: SourceFile, node: ast.Attribute) -> None:
        program = self.program
        if (module := program.module_of(file, node.value)) is not None:
            for binding in module.scopes.module.bindings.get(node.attr, []):
                for end in program.project.definitions(binding):
                    self._binding(end)
            return
        if node.attr == "value" and isinstance(node.value, ast.Attribute):
            self.follow(file, node.value)  # the value of an Enum member
            return
        stores = attribute_stores(program, file, node)
        if not stores:
            if (name := program.external(file, node)) is not None:
                self.result.ends.append(End(file, node))
            self._unknown() if name is None else None
        for store in stores:
            self.follow(store.file, _unwrapped(store.value))

    def _subscript(self, file: SourceFile, node: ast.Subscript) -> None:
        if environment_lookup(self.program, file, node) is not None:
            self.result.ends.append(End(file, node))
            return
        if isinstance(node.slice, ast.Constant):
            inner = self._inner(file, node.value)
            for end in inner.ends:
                if isinstance(end.node, ast.Dict):
                    for key, value in zip(end.node.keys, end.node.values, strict=True):
                        if isinstance(key, ast.Constant) and key.value == node.slice.value:
                            self.follow(end.file, value)
                            return
        self._unknown()

    def _call(self, file: SourceFile, node: ast.Call) -> None:
        lookup = environment_lookup(self.program, file, node)
        if lookup is not None:
            self.result.ends.append(End(file, node))
            if lookup[1] is not None:
                self.follow(file, lookup[1])
            return
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr in _SAME_STRING:
            self.follow(file, function.value)
            return
        if isinstance(function, ast.Name) and function.id in ("str", "cast") and node.args:
            self.follow(file, node.args[-1])
            return
        if called_name(node) in PASS_THROUGH and node.args:
            self.follow(file, node.args[0])
            return
        returned = False
        for where, callee, _ in self.program.callees(file, node):
            if isinstance(callee, (ast.FunctionDef, ast.AsyncFunctionDef)):
                for statement in returns(where, callee):
                    returned = True
                    if statement.value is not None:
                        self.follow(where, statement.value)
        if not returned:
            self.result.ends.append(End(file, node))


def called_name(call: ast.Call) -> str:
    """The last part of what is called: `get` for `handlers.get(…)`; empty for anything else."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def returns(file: SourceFile, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.Return]:
    """The return statements of `function` itself, not of those inside it."""
    for node in ast.walk(function):
        if isinstance(node, ast.Return):
            owner = next(
                a
                for a in file.ancestors(node)
                if isinstance(a, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            )
            if owner is function:
                yield node


def attribute_stores(program: Program, file: SourceFile, node: ast.Attribute) -> list[Store]:
    """Values the attribute may hold: of its own class for `self.x`, of any class that has one otherwise."""
    stores = program.stores.get(node.attr, [])
    if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
        own = enclosing_class(file, node)
        if mine := [store for store in stores if store.owner is own]:
            return mine
    return stores


def argument(
    caller: Caller, function: ast.FunctionDef | ast.AsyncFunctionDef, parameter: ast.arg
) -> tuple[ast.expr | None, bool]:
    """What a call passes for `parameter`, and whether it is sure that it passes nothing else for it."""
    for keyword in caller.call.keywords:
        if keyword.arg == parameter.arg:
            return keyword.value, True
    positional = [*function.args.posonlyargs, *function.args.args]
    unsure = any(keyword.arg is None for keyword in caller.call.keywords)
    if parameter in positional:
        index = positional.index(parameter) - caller.skip
        before = caller.call.args[: index + 1]
        if any(isinstance(value, ast.Starred) for value in before):
            return None, False
        if 0 <= index < len(caller.call.args):
            return caller.call.args[index], True
    return None, not unsure


def _default(function: ast.FunctionDef | ast.AsyncFunctionDef, parameter: ast.arg) -> ast.expr | None:
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    if parameter in positional:
        index = positional.index(parameter) - (len(positional) - len(arguments.defaults))
        return arguments.defaults[index] if index >= 0 else None
    if parameter in arguments.kwonlyargs:
        return arguments.kw_defaults[arguments.kwonlyargs.index(parameter)]
    return None


def _unwrapped(value: ast.expr) -> ast.expr:
    """The default inside `Field(default=…)`, `field(default=…)`, `Query("…")`; any other expression as it is."""
    if isinstance(value, ast.Call):
        name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", None)
        if name in _FIELD_FACTORIES:
            for keyword in value.keywords:
                if keyword.arg == "default":
                    return keyword.value
                if keyword.arg == "default_factory" and isinstance(keyword.value, ast.Lambda):
                    return keyword.value.body
            if value.args:
                return value.args[0]
    return value


def _click_default(decorator: ast.Call, parameter: str) -> ast.expr | None:
    """The default that `@click.option("--model", default=…)` gives to `parameter`."""
    name = (
        decorator.func.attr
        if isinstance(decorator.func, ast.Attribute)
        else getattr(decorator.func, "id", None)
    )
    if name not in ("option", "argument"):
        return None
    flags = [a.value for a in decorator.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    if parameter not in [flag.lstrip("-").replace("-", "_") for flag in flags]:
        return None
    return next((k.value for k in decorator.keywords if k.arg == "default"), None)
