"""The `[tool.rtdoctor]` table of a project."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rtdoctor.errors import UsageError


def read_tool_table(directory: Path) -> Mapping[str, Any]:
    """`[tool.rtdoctor]` of `directory/pyproject.toml`, empty where there is none.

    Raises `UsageError` for a file that cannot be read or is not TOML; one that never says "rtdoctor" is not
    parsed at all.
    """
    path = directory / "pyproject.toml"
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from error
    if b"rtdoctor" not in raw:
        return {}
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        document = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not TOML: {error}") from error
    table = document.get("tool", {}).get("rtdoctor", {})
    if not isinstance(table, dict):
        raise UsageError(f"{path}: [tool.rtdoctor] is not a table")
    return table
