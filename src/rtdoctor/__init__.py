"""rtdoctor: find out why an Azure Realtime voice app does not connect, and move it off the preview."""

from __future__ import annotations

__version__ = "0.1.0"
