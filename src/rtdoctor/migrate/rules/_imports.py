"""Import statements that must follow a change of the names a file uses."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence

from rtdoctor.migrate.rules._rule import Change, Context, Finding, Obstacle
from rtdoctor.scan.python.scopes import Binding
from rtdoctor.scan.python.sites import ClientSite
from rtdoctor.scan.python.source import SourceFile


def require_os(context: Context, file: SourceFile) -> Iterator[Finding]:
    """`import os` before the first import, where the module has none."""
    module = context.program.project.of(file).scopes.module
    if any(binding.kind == "import" for binding in module.bindings.get("os", ())):
        return
    for statement in file.tree.body:
        future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        if isinstance(statement, (ast.Import, ast.ImportFrom)) and not future:
            at = file.start(statement)
            yield Change(file, at, at, "import os\n", "write `import os` here")
            return


def replace_class(
    context: Context, file: SourceFile, in_place: Sequence[ClientSite], beside: Sequence[ClientSite]
) -> Iterator[Finding]:
    """Import the plain client class where an Azure one is made no more, or beside it where it still is."""
    scopes = context.program.project.of(file).scopes
    names = {c.call.func.id for c in (*in_place, *beside) if isinstance(c.call.func, ast.Name)}
    for name in sorted(names):
        for binding in scopes.module.bindings.get(name, ()):
            statement = file.parent(binding.node)
            if not isinstance(statement, ast.ImportFrom) or not isinstance(binding.node, ast.alias):
                continue
            yield from _alias(context, file, statement, binding, in_place)


def annotations_elsewhere(context: Context, done: Collection[str]) -> Iterator[Finding]:
    """Files that name the Azure classes without making a client: once no client is of them, neither is anything."""
    for module in context.program.modules:
        file = module.file
        if file.path in done:
            continue
        for name in ("AzureOpenAI", "AsyncAzureOpenAI"):
            for binding in module.scopes.module.bindings.get(name, ()):
                statement = file.parent(binding.node)
                if not isinstance(statement, ast.ImportFrom) or statement.module not in (
                    "openai",
                    "openai.lib.azure",
                ):
                    continue
                loads = binding.scope.loads.get(name, ())
                asked = [load for load in loads if not _is_annotation(file, load)]
                if asked:
                    says = f"the client is an `{name.replace('Azure', '')}` now: decide what this becomes"
                    yield Obstacle(file, *file.span(asked[0]), says)
                elif module.given and loads:
                    yield from _alias(context, file, statement, binding, ())


def _alias(
    context: Context,
    file: SourceFile,
    statement: ast.ImportFrom,
    binding: Binding,
    in_place: Sequence[ClientSite],
) -> Iterator[Finding]:
    alias = binding.node
    assert isinstance(alias, ast.alias)
    old = alias.name
    new = old.replace("Azure", "")
    moved = {client.call.func for client in in_place}
    rest = [load for load in binding.scope.loads.get(binding.name, ()) if load not in moved]
    annotations = [load for load in rest if _is_annotation(file, load)]
    asked = [load for load in rest if load not in annotations and not _is_called(file, load)]
    if asked and in_place:
        yield Obstacle(file, *file.span(asked[0]), f"the client is an `{new}` now: decide what this becomes")
        return
    start, end = file.span(alias)
    exists = any(b.kind == "import" for b in binding.scope.bindings.get(new, ())) and not alias.asname
    if statement.module != "openai":
        if len(statement.names) > 1:
            yield Obstacle(file, start, end, f"import `{new}` from `openai` here")
            return
        if len(annotations) == len(rest):
            suffix = f" as {alias.asname}" if alias.asname else ""
            yield Change(file, *file.span(statement), f"from openai import {new}{suffix}", f"import `{new}`")
        else:
            at = file.span(statement)[1]
            yield Change(
                file,
                at,
                at,
                f"\n{file.indentation(statement.lineno)}from openai import {new}",
                f"import `{new}`",
            )
            return
    elif len(annotations) < len(rest):  # the Azure class is still made or named for something else
        if not exists:
            yield Change(file, end, end, f", {new}", f"import `{new}` too")
        return
    elif exists:
        yield from _without(file, statement, alias)
    else:
        text = f"{new} as {alias.asname}" if alias.asname else new
        yield Change(file, start, end, text, f"import `{new}` here")
    if not alias.asname:
        for load in annotations:
            yield Change(file, *file.span(load), new, f"write `{new}`")
        for node in file.nodes(ast.Constant):
            if (
                isinstance(node.value, str)
                and re.search(rf"\b{old}\b", node.value)
                and _is_annotation(file, node)
            ):
                text = re.sub(rf"\b{old}\b", new, file.text(node))
                yield Change(file, *file.span(node), text, f"write `{text}`")


def _is_called(file: SourceFile, name: ast.Name) -> bool:
    parent = file.parent(name)
    return isinstance(parent, ast.Call) and parent.func is name


def _is_annotation(file: SourceFile, name: ast.expr) -> bool:
    child: ast.AST = name
    for above in file.ancestors(name):
        if isinstance(above, (ast.arg, ast.AnnAssign)) and above.annotation is child:
            return True
        if isinstance(above, (ast.FunctionDef, ast.AsyncFunctionDef)) and above.returns is child:
            return True
        if isinstance(above, ast.stmt):
            return False
        child = above
    return False


def _without(file: SourceFile, statement: ast.ImportFrom, alias: ast.alias) -> Iterator[Finding]:
    """The statement without one of its names: the name goes with the comma behind it, or the one before."""
    names = statement.names
    index = names.index(alias)
    start, end = file.span(alias)
    if index + 1 < len(names):
        end = file.start(names[index + 1])
    else:
        start = file.span(names[index - 1])[1]
    if b"#" in file.data[start:end]:
        yield Obstacle(file, *file.span(alias), "take this name out of the import")
        return
    yield Change(file, start, end, "", "take this name out of the import")
