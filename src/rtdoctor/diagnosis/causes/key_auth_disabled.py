"""Key authentication is switched off for the resource (`disableLocalAuth`): 403 to a valid key."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.checks.rt201_key_accepted import KEYS_DISABLED_CODE
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    refusal = seen.refusal
    if refusal is None or refusal.code != KEYS_DISABLED_CODE:
        return None
    return Explanation(
        "The resource does not take keys: key authentication is disabled.",
        (Remedy("sign in with Entra instead", command="az login && rtdoctor check --auth entra"),),
    )


CAUSE = Cause("key-auth-disabled", "you", retryable=False, explain=explain)
