"""Walk a tree and find references; a byte prefilter comes first."""

from __future__ import annotations
