"""The dated facts: models, api-versions, surfaces, SDK floors, roles, error causes.

Ask it like this::

    from rtdoctor import catalog

    facts = catalog.load()
    for row in facts.find("azure-openai", "gpt-realtime-mini", "2025-12-15"):
        standing = facts.state(row, as_of)     # state, basis, decisive and earliest date, conflict, all dates
        next_ones = facts.successors(row, as_of)

`as_of` is a `date` (that day, UTC) or an aware `datetime`. A retirement date means the end of that day, UTC.
"""

from __future__ import annotations

from rtdoctor.catalog.store import Catalog, configured, load

__all__ = ["Catalog", "configured", "load"]
