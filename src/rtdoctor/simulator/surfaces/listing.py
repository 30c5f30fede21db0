"""The data-plane listings: deployments on the old api-versions, the model catalog on v1."""

from __future__ import annotations

from typing import Any

from rtdoctor.simulator.behaviour import Behaviour
from rtdoctor.simulator.credentials import refuse_caller
from rtdoctor.simulator.network.http import Answer, Request
from rtdoctor.simulator.refusals import API_VERSION_ON_V1, RESOURCE_NOT_FOUND
from rtdoctor.simulator.resource import CATALOG, Deployment, Resource

DEPLOYMENTS_PATH = "/openai/deployments"
MODELS_PATH = "/openai/v1/models"

_LISTING_VERSIONS = ("2022-12-01", "2023-03-15-preview")
"""The api-versions on which deployments can still be listed with a key; newer ones answer 404 (P, 2026-09)."""

_CREATED = 1_761_955_200
"""Unix seconds; any will do."""


def list_deployments(request: Request, resource: Resource, behaviour: Behaviour) -> Answer:
    """`GET /openai/deployments?api-version=2022-12-01`: names and base models, no versions (P)."""
    if request.method != "GET" or request.query.get("api-version") not in _LISTING_VERSIONS:
        return RESOURCE_NOT_FOUND
    refusal = refuse_caller(request, resource, behaviour)
    if refusal is not None:
        return refusal
    return Answer(200, {"data": [_row(known) for known in resource.deployments], "object": "list"})


def list_models(request: Request, resource: Resource, behaviour: Behaviour) -> Answer:
    """`GET /openai/v1/models`: the catalog in OpenAI's list shape (R), which says nothing about deployments."""
    if request.method != "GET":
        return RESOURCE_NOT_FOUND
    refusal = refuse_caller(request, resource, behaviour)
    if refusal is not None:
        return refusal
    if "api-version" in request.query:
        return API_VERSION_ON_V1
    rows = [{"id": model, "object": "model", "created": _CREATED, "owned_by": "system"} for model in CATALOG]
    return Answer(200, {"object": "list", "data": rows})


def _row(deployment: Deployment) -> dict[str, Any]:
    return {
        "scale_settings": {"scale_type": "standard"},
        "model": deployment.model,
        "owner": "organization-owner",
        "id": deployment.name,
        "status": "succeeded",
        "created_at": _CREATED,
        "updated_at": _CREATED,
        "object": "deployment",
    }
