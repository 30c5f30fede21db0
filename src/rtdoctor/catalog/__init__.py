"""The dated facts: models, api-versions, surfaces, SDK floors, roles, error causes."""

from __future__ import annotations
