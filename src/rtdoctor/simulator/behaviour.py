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
    printed as AZURE_OPENAI_DEPLOYMENT. `rate_limited_s` refuses every handshake and says to retry after that many
    seconds.
    """

    endpoint: str = "{origin}"
    deployment: str = HEALTHY_DEPLOYMENT
    key_accepted: bool = True
    key_auth_enabled: bool = True
    rate_limited_s: int | None = None
    answer: Literal["whole", "dropped", "stalled"] = "whole"
    sound: Literal["speech", "silence"] = "speech"
