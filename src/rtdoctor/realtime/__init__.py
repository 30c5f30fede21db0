"""The wire as a client speaks it: event and session shapes, the socket, the transcript."""

from __future__ import annotations
