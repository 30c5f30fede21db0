"""The dated facts: models, api-versions, surfaces, SDK floors, roles, error causes.

Ask it like this::

    from rtdoctor import catalog

    facts = catalog.load()
    for row in facts.find("azure-openai", "gpt-realtime-mini", "2025-12-15"):
        standing = facts.state(row, as_of)     # state, basis, decisive and earliest date, conflict, all dates
        next_ones = facts.successors(row, as_of)

A date that your own ARM gives outranks the published ones: `facts.state(row, as_of, live=LiveModel(…))`, from
`rtdoctor.catalog.rules`. `facts.find(None, name)` asks every service, `facts.is_retired_everywhere(name, as_of)`
whether a name is a legacy one. `facts.surfaces`, `api_versions`, `sdk_floors`, `roles` and `errors` are plain
tuples of rows; `facts.source(key)` is the publication behind any key.

`as_of` is a `date` (that day, UTC) or an aware `datetime`. A retirement date means the end of that day, UTC.
"""

from __future__ import annotations

from rtdoctor.catalog.store import Catalog, configured, load

__all__ = ["Catalog", "configured", "load"]
