"""What a Python project says: values, sites, connections. Standard library `ast`."""

from __future__ import annotations
