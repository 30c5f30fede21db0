"""What one simulator does differently from a healthy Azure; faults are changes to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rtdoctor.simulator.resource import DEPLOYMENTS

HEALTHY_DEPLOYMENT = DEPLOYMENTS[0].name


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The healthy one by default.

    `endpoint` is a template of what is printed as AZURE_OPENAI_ENDPOINT, with `{origin}` in it; `deployment` is what is
    printed as AZURE_OPENAI_DEPLOYMENT. `network_open` is whether this machine may call at all. `handshake` and `answer`
    are what becomes of every socket and of every response, `sound` what a spoken answer sounds like, `hears` whether
    input audio is counted, `lifetime_s` how long a session may last: 60 minutes (D).
    """

    endpoint: str = "{origin}"
    deployment: str = HEALTHY_DEPLOYMENT
    key_accepted: bool = True
    key_auth_enabled: bool = True
    network_open: bool = True
    handshake: Literal["open", "rate-limited", "unavailable"] = "open"
    answer: Literal["whole", "dropped", "closed", "stalled", "out-of-quota", "server-error"] = "whole"
    sound: Literal["speech", "silence", "none"] = "speech"
    hears: bool = True
    lifetime_s: float = 3600.0
