"""The managed identity endpoint of App Service: a token for any resource, to whoever knows the header's secret.

It stands on a plain loopback port of its own, as App Service's does (D: "Use managed identities for App Service").
"""

from __future__ import annotations

import hmac

from rtdoctor.simulator.credentials import issue_token
from rtdoctor.simulator.network.http import Answer, Request
from rtdoctor.simulator.resource import Resource

TOKEN_PATH = "/msi/token"  # noqa: S105
_API_VERSION = "2019-08-01"


def hand_out_token(request: Request, resource: Resource) -> Answer:
    """`GET /msi/token?api-version=2019-08-01&resource=…` with `X-IDENTITY-HEADER`.

    The shape of the success is documented (D); status and texts of the refusals are assumed.
    """
    if request.method != "GET" or request.path != TOKEN_PATH:
        return _refusal(404, "No such endpoint.")
    secret = request.headers.get("x-identity-header", "")
    if not hmac.compare_digest(secret.encode("utf-8", "replace"), resource.identity_header.encode()):
        return _refusal(401, "Invalid authentication header")
    if request.query.get("api-version") != _API_VERSION:
        return _refusal(400, "Unsupported api-version")
    audience = request.query.get("resource")
    if not audience:
        return _refusal(400, "Required parameter 'resource' is missing")
    token, expires_on = issue_token(resource, audience)
    return Answer(
        200,
        {
            "access_token": token,
            "client_id": resource.principal,
            "expires_on": str(expires_on),
            "resource": audience,
            "token_type": "Bearer",
        },
    )


def _refusal(status: int, message: str) -> Answer:
    return Answer(status, {"statusCode": status, "message": message})
