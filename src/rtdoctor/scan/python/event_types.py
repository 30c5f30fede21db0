"""Expressions that hold the name of an event."""

from __future__ import annotations

import ast

_NAMES = frozenset({"event_type", "evt_type", "etype", "message_type", "msg_type", "event_name", "kind"})


def is_event_type(node: ast.AST) -> bool:
    """True for `event.type`, `event["type"]`, `event.get("type")`, and for a name that says as much."""
    if isinstance(node, ast.Attribute):
        return node.attr == "type"
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and node.slice.value == "type"
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and node.args
    ):
        return isinstance(node.args[0], ast.Constant) and node.args[0].value == "type"
    return isinstance(node, ast.Name) and node.id in _NAMES
