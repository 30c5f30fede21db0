"""Every probe of the ladder."""

from __future__ import annotations

from rtdoctor.probes import (
    analyser,
    audio_turn,
    deployment_name,
    follow_up,
    listing,
    name,
    port,
    session,
    session_update,
    text_turn,
    tls,
    token,
    upgrade,
)
from rtdoctor.probes.base import Probe

_MODULES = (
    name,
    port,
    tls,
    token,
    listing,
    deployment_name,
    upgrade,
    session,
    session_update,
    text_turn,
    analyser,
    audio_turn,
    follow_up,
)

PROBES: tuple[Probe, ...] = tuple(module.PROBE for module in _MODULES)
