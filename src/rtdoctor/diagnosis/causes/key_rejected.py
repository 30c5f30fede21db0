"""The key is not one of this resource.

A wrong key, another resource's key and the wrong region answer alike (401, "invalid subscription key"), so
they are one cause.
"""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.checks.rt201_key_accepted import is_bad_key
from rtdoctor.diagnosis.base import Cause, Explanation, Seen
from rtdoctor.facts.http import ListingFact
from rtdoctor.facts.target import CredentialFact, EndpointFact
from rtdoctor.target.endpoint import resource_of


def explain(seen: Seen) -> Explanation | None:
    refusal = seen.refusal
    bad_at_socket = refusal is not None and is_bad_key(refusal)
    listing = seen.find(ListingFact)
    bad_at_listing = listing is not None and listing.answer is not None and is_bad_key(listing.answer)
    if not bad_at_socket and not bad_at_listing:
        return None
    endpoint, credential = seen.find(EndpointFact), seen.find(CredentialFact)
    where = f" (from {credential.source})" if credential and credential.source else ""
    host = (endpoint.host if endpoint else None) or "this endpoint"
    return Explanation(
        f"{host} does not know this key{where}.",
        (
            Remedy(
                "copy a key of the resource whose endpoint this is; another resource's key answers the same",
                command=f"az cognitiveservices account keys list --name {resource_of(host)} --resource-group GROUP",
            ),
        ),
    )


CAUSE = Cause("key-rejected", "you", retryable=False, explain=explain)
