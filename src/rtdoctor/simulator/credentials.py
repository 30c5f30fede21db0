"""Who is asking: the credential of a request, judged as the data plane judges it.

A key travels as `api-key` header, as `api-key` in the query, or as `Authorization: Bearer` on the v1 path (D). Where
several are given the header wins, then the query (assumed). A bearer credential with three dot-separated parts is taken
for a token, anything else for a key (assumed).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from typing import Any

from rtdoctor.simulator.behaviour import Behaviour
from rtdoctor.simulator.network.http import Answer, Request
from rtdoctor.simulator.refusals import (
    ACCESS_TOKEN_MISSING_OR_INVALID,
    KEY_AUTH_DISABLED,
    KEY_REJECTED,
    tenant_mismatch,
)
from rtdoctor.simulator.resource import Resource

AUDIENCES = ("https://cognitiveservices.azure.com", "https://ai.azure.com")
"""What a token must be for (D)."""

TOKEN_LIFETIME_S = 86_400
"""Managed identity tokens live a day (D)."""


def refuse_caller(request: Request, resource: Resource, behaviour: Behaviour) -> Answer | None:
    """The refusal that the request's credential earns, None if it is good."""
    key = request.headers.get("api-key") or request.query.get("api-key")
    if not key:
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        bearer = bearer.strip()
        if scheme.lower() != "bearer" or not bearer:
            return ACCESS_TOKEN_MISSING_OR_INVALID
        if bearer.count(".") == 2:
            return refuse_token(bearer, resource)
        key = bearer
    known = hmac.compare_digest(key.encode("utf-8", "replace"), resource.api_key.encode())
    if not known or not behaviour.key_accepted:
        return KEY_REJECTED
    return None if behaviour.key_auth_enabled else KEY_AUTH_DISABLED


def issue_token(resource: Resource, audience: str, lifetime_s: int = TOKEN_LIFETIME_S) -> tuple[str, int]:
    """A token of the resource's own principal for `audience`, and when it expires (Unix seconds)."""
    now = int(time.time())
    claims = {
        "aud": audience,
        "iss": f"https://sts.windows.net/{resource.tenant}/",
        "iat": now,
        "nbf": now,
        "exp": now + lifetime_s,
        "idtyp": "app",
        "oid": resource.principal,
        "sub": resource.principal,
        "tid": resource.tenant,
        "ver": "1.0",
    }
    signed = f"{_encode({'typ': 'JWT', 'alg': 'HS256'})}.{_encode(claims)}"
    return f"{signed}.{_signature(signed, resource)}", now + lifetime_s


def refuse_token(token: str, resource: Resource) -> Answer | None:
    """The refusal that a token earns: signature, audience and expiry share one text, the tenant has its own (P)."""
    signed, _, signature = token.rpartition(".")
    claims = _decode(signed.partition(".")[2])
    if claims is None:
        return ACCESS_TOKEN_MISSING_OR_INVALID
    if claims.get("tid") != resource.tenant and isinstance(claims.get("tid"), str):
        return tenant_mismatch(claims["tid"], resource.tenant)
    good = (
        hmac.compare_digest(signature.encode("utf-8", "replace"), _signature(signed, resource).encode())
        and str(claims.get("aud", "")).rstrip("/") in AUDIENCES
        and isinstance(claims.get("exp"), int)
        and claims["exp"] > time.time()
    )
    return None if good else ACCESS_TOKEN_MISSING_OR_INVALID


def _signature(signed: str, resource: Resource) -> str:
    digest = hmac.new(resource.signing_key, signed.encode("utf-8", "replace"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _encode(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def _decode(part: str) -> dict[str, Any] | None:
    try:
        decoded = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError):
        return None
    return decoded if isinstance(decoded, dict) else None
