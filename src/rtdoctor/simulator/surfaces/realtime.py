"""The GA realtime socket's door: who gets in, and as what."""

from __future__ import annotations

from rtdoctor.simulator.behaviour import Behaviour
from rtdoctor.simulator.credentials import refuse_caller
from rtdoctor.simulator.network.http import Answer, Request
from rtdoctor.simulator.refusals import (
    ACCESS_TOKEN_MISSING_OR_INVALID,
    API_VERSION_ON_GA,
    DEPLOYMENT_NOT_FOUND,
    HANDSHAKE_RATE_LIMITED,
    MODEL_MISSING,
    NOT_A_REALTIME_MODEL,
    NOT_AN_UPGRADE,
    SERVICE_UNAVAILABLE,
)
from rtdoctor.simulator.resource import Deployment, Resource

GA_PATH = "/openai/v1/realtime"


def admit(request: Request, resource: Resource, behaviour: Behaviour) -> Deployment | Answer:
    """The deployment that a `GET /openai/v1/realtime?model=` upgrade reaches, or the refusal it gets.

    The order is that of a gateway: the caller, the limits, the query, the deployment (assumed). A browser's
    `openai-insecure-api-key` subprotocol is no credential here: 401 (P, 2026-06).
    """
    if request.method != "GET" or not request.asks_for_websocket:
        return NOT_AN_UPGRADE
    if "openai-insecure-api-key" in request.headers.get("sec-websocket-protocol", ""):
        return ACCESS_TOKEN_MISSING_OR_INVALID
    refusal = refuse_caller(request, resource, behaviour)
    if refusal is not None:
        return refusal
    if behaviour.handshake != "open":
        return HANDSHAKE_RATE_LIMITED if behaviour.handshake == "rate-limited" else SERVICE_UNAVAILABLE
    if "api-version" in request.query:
        return API_VERSION_ON_GA
    name = request.query.get("model")
    if not name:
        return MODEL_MISSING
    deployment = resource.deployment(name)
    if deployment is None:
        return DEPLOYMENT_NOT_FOUND
    return deployment if deployment.realtime else NOT_A_REALTIME_MODEL


def speaks_beta(request: Request) -> bool:
    """Whether the client asks for the retired beta protocol by header or subprotocol."""
    return "realtime=v1" in request.headers.get(
        "openai-beta", ""
    ) or "openai-beta.realtime-v1" in request.headers.get("sec-websocket-protocol", "")
