"""The causes, one file each; a file's name is the cause's id with underscores."""

from __future__ import annotations
