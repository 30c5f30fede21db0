"""What is being talked about: the endpoint's grammar and the service families."""

from __future__ import annotations
