"""The JSON documents of `migrate`; their schemas lie beside this file, `schemas/migrate-1.json` and its like."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rtdoctor.migrate.outcome import Outcome
from rtdoctor.migrate.rewriting import Connection, FollowUp
from rtdoctor.scan.reference import Reference

SCHEMA = "rtdoctor/migrate/1"
UNDO_SCHEMA = "rtdoctor/migrate-undo/1"


def migrate_document(outcome: Outcome) -> dict[str, Any]:
    """The whole result as plain data, keys in the order of the contract."""
    plan = outcome.plan
    return {
        "schema": SCHEMA,
        "references": [_reference(reference) for reference in plan.references],
        "files": [
            {"path": _name(path), "edits": edits, "status": status} for path, edits, status in outcome.files()
        ],
        "connections": [_connection(connection) for connection in plan.connections],
        "follow_ups": [_follow_up(follow_up) for follow_up in plan.follow_ups],
        "skipped": [{"path": _name(skipped.path), "reason": skipped.reason} for skipped in plan.skipped],
        "completeness": {"files_read": plan.files_read, "files_not_judged": len(plan.not_judged)},
    }


def undo_document(paths: Iterable[str]) -> dict[str, Any]:
    """What `--undo` took back."""
    return {"schema": UNDO_SCHEMA, "files": [_name(path) for path in paths]}


def _reference(reference: Reference) -> dict[str, Any]:
    document: dict[str, Any] = {
        "path": _name(reference.path),
        "line": reference.line,
        "column": reference.column,
    }
    if reference.cell is not None:
        document["cell"] = reference.cell
    document |= {
        "match": reference.match,
        "role": reference.role,
        "action": reference.action,
        "applicability": reference.applicability,
        "rule": reference.rule,
    }
    if reference.to is not None:
        document["to"] = reference.to
    document["reason"] = reference.reason
    if reference.connection is not None:
        document["connection"] = reference.connection
    return document


def _connection(connection: Connection) -> dict[str, Any]:
    return {
        "id": connection.id,
        "summary": connection.summary,
        "path": _name(connection.path),
        "line": connection.line,
        "status": connection.status,
        "places": [
            {"path": _name(path), "line": line, "write": text} for path, line, text in connection.places
        ],
    }


def _follow_up(follow_up: FollowUp) -> dict[str, Any]:
    document: dict[str, Any] = {"text": follow_up.text}
    if follow_up.command is not None:
        document["command"] = follow_up.command
    if follow_up.connection is not None:
        document["connection"] = follow_up.connection
    return document


def _name(path: str) -> str:
    """A file name may hold bytes that are no text; JSON may not."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
