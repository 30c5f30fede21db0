"""Where each value came from: flags, environment, .env, pyproject.toml."""

from __future__ import annotations
