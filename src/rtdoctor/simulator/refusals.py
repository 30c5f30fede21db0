"""The HTTP answers with which Azure refuses: one row each, what it imitates and how that is known.

Every body is the one seen; misspellings are Azure's own.
"""

from __future__ import annotations

from rtdoctor.simulator.network.http import Answer

ACCESS_TOKEN_MISSING_OR_INVALID = Answer(
    401,
    {
        "statusCode": 401,
        "message": "Unauthorized. Access token is missing, invalid, audience is incorrect "
        "(https://cognitiveservices.azure.com), or have expired.",
    },
)
"""No credential at all, a token for something else, an expired one. No `error` wrapper (P)."""

KEY_REJECTED = Answer(
    401,
    {
        "error": {
            "code": "401",
            "message": "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a "
            "valid key for an active subscription and use a correct regional API endpoint for your resource.",
        }
    },
    reason="PermissionDenied",
)
"""A wrong key, the key of another resource, the wrong region; with this reason phrase (P)."""

API_VERSION_ON_GA = KEY_REJECTED
"""`api-version` on the GA socket: 401 by the migration guide, 2026-07 (D), which gives no body: that it is that of a
wrong key is assumed, as the hardest case to tell apart. The how-to of 2026-04 says 404, one repository says that
`api-version=preview` works (R): the sources conflict."""

API_VERSION_ON_V1 = Answer(
    400,
    {"code": "BadRequest", "message": "api-version query parameter is not allowed when using /v1 path"},
)
"""`api-version` on an ordinary `/openai/v1` call (P, seen on a project endpoint)."""

RESOURCE_NOT_FOUND = Answer(404, {"error": {"code": "404", "message": "Resource not found"}})
"""A path or api-version that does not exist (P); the preview socket since its retirement (D)."""

DEPLOYMENT_NOT_FOUND = Answer(
    404,
    {
        "error": {
            "code": "DeploymentNotFound",
            "message": "The API deployment for this resource does not exist. If you created the deployment within the "
            "last 5 minutes, please wait a moment and try again.",
        }
    },
)
"""A deployment name that the resource does not have (P)."""

NOT_A_REALTIME_MODEL = Answer(
    400,
    {
        "error": {
            "code": "OpperationNotSupported",
            "message": "The realtime operation does not work with the specified model. Please choose different model "
            "and try again.",
        }
    },
)
"""A deployment of another kind of model (P, Q&A 5916641, 2026-06). The double p is Azure's."""

MODEL_MISSING = Answer(
    400, {"error": {"code": "BadRequest", "message": "The model query parameter is required."}}
)
"""No `model` in the query, also where `deployment` is given instead: outcome unknown, status and text assumed."""

API_VERSION_MISSING = Answer(
    400, {"error": {"code": "BadRequest", "message": "The api-version query parameter is required."}}
)
"""No `api-version` on the Voice Live socket, which needs one (D); status and text assumed."""

KEY_AUTH_DISABLED = Answer(
    403,
    {
        "error": {
            "code": "AuthenticationTypeDisabled",
            "message": "Key based authentication is disabled for this resource.",
        }
    },
)
"""A key where `disableLocalAuth` is true (P). A token is accepted."""

NOT_AN_UPGRADE = Answer(
    426,
    {"error": {"code": "UpgradeRequired", "message": "A WebSocket upgrade is required."}},
    headers=(("Upgrade", "websocket"),),
)
"""An ordinary GET on the socket's path (assumed)."""


_RETRY_AFTER_S = 2

HANDSHAKE_RATE_LIMITED = Answer(
    429,
    {
        "error": {
            "code": "429",
            "message": "Requests to the onHandshake Operation under Azure OpenAI API version 2024-10-01-preview "
            "have exceeded call rate limit of your current OpenAI S0 pricing tier. Please retry after "
            f"{_RETRY_AFTER_S} seconds. Please go here: https://aka.ms/oai/quotaincrease if you would like to "
            "further increase the default rate limit.",
        }
    },
    headers=(("Retry-After", str(_RETRY_AFTER_S)),),
)
"""Too many handshakes a minute: the standard rate-limit sentence with the operation that live runs quote (R). That
`Retry-After` comes with it is assumed from the other calls of the service (D)."""

SERVICE_UNAVAILABLE = Answer(
    503,
    {
        "error": {
            "code": "ServiceUnavailable",
            "message": "The service is temporarily unable to process your request. Please try again later.",
        }
    },
)
"""A fault of the service's own; nobody has written down what it looks like on the socket (assumed)."""

NETWORK_RULES = Answer(
    403,
    {"error": {"code": "403", "message": "Access denied due to Virtual Network/Firewall rules."}},
    headers=(("policy-id", "ThrowExceptionDueToTrafficDenied"),),
)
"""A machine outside the resource's network rules (P)."""


def tenant_mismatch(theirs: str, ours: str) -> Answer:
    """A token of another tenant; the code is a sentence (P)."""
    return Answer(
        400,
        {
            "error": {
                "code": "Tenant provided in token does not match resource token",
                "message": f"Token tenant {theirs} does not match resource tenant.",
            }
        },
    )
