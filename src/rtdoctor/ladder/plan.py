"""From settings to what is to be judged: the target, its credential, and the checks that apply to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from rtdoctor.checks.base import Check, group_of
from rtdoctor.checks.registry import all_checks
from rtdoctor.errors import UsageError
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.target import CredentialFact, DeploymentNameFact, EndpointFact
from rtdoctor.probes.base import Credential, Probe
from rtdoctor.probes.registry import PROBES
from rtdoctor.settings.values import Settings
from rtdoctor.target.endpoint import Endpoint, EndpointError, Service, parse_endpoint
from rtdoctor.target.target import AuthKind, Target, choose_service

JUDGED_SERVICES: tuple[Service, ...] = ("azure-openai", "gateway")
"""Services whose ladder is built; naming another one is refused rather than judged by the wrong rules."""
AUTH_CHOICES = ("auto", "key", "entra")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does. `target` is None where the endpoint does not parse: then nothing is dialled."""

    target: Target | None
    credential: Credential
    facts: FactStore
    checks: tuple[Check, ...]
    probes: tuple[Probe, ...]


def make_plan(settings: Settings, *, auth: str, audio: bool) -> Plan:
    """Raises `UsageError` where no endpoint is given, or where nothing decides between two services."""
    given = settings.values.get("endpoint")
    if given is None:
        raise UsageError(
            "no endpoint is given",
            "rtdoctor check https://RESOURCE.openai.azure.com, or set AZURE_OPENAI_ENDPOINT",
        )
    if auth not in AUTH_CHOICES:
        raise UsageError(f"--auth {auth}: choose one of {', '.join(AUTH_CHOICES)}")
    facts = FactStore()
    try:
        endpoint = parse_endpoint(given.text)
    except EndpointError as error:
        facts.put(EndpointFact(given.text, given.source, error=str(error), fix=error.fix))
        return Plan(None, Credential("none"), facts, _planned(None, audio), ())
    deployment, source = _deployment(settings, endpoint)
    service = choose_service(
        endpoint,
        cast("Service | None", settings.get("service")),
        deployment=deployment,
        model=settings.get("model"),
        voice_live_hint="VOICELIVE" in given.source,
    )
    if service not in JUDGED_SERVICES:
        raise UsageError(
            f"{service} is not judged yet: this version knows {' and '.join(JUDGED_SERVICES)}",
            "Azure OpenAI on the same host: add --deployment NAME"
            if endpoint.families[0] != service
            else None,
        )
    kind = _auth_kind(auth, settings, endpoint)
    target = Target(service, endpoint, deployment, kind)
    facts.put(_endpoint_fact(given.text, given.source, endpoint, service))
    facts.put(_credential_fact(kind, settings))
    if deployment is not None:
        facts.put(DeploymentNameFact(deployment, source))
    probes = tuple(probe for probe in PROBES if probe.applies(target))
    checks = _planned(target, audio)
    needed = {fact for check in checks for fact in check.awaits}
    probes = tuple(p for p in probes if p.fact in needed or p.after_failure)
    credential = Credential("key", settings.get("api_key") or "") if kind == "key" else Credential(kind)
    return Plan(target, credential, facts, checks, probes)


def _planned(target: Target | None, audio: bool) -> tuple[Check, ...]:
    return tuple(
        check
        for check in all_checks()
        if (target is None or check.applies(target)) and (audio or group_of(check.code) != "audio")
    )


def _deployment(settings: Settings, endpoint: Endpoint) -> tuple[str | None, str | None]:
    """A name on the command line or in a pasted URI is nearer to the user than an environment variable."""
    value = settings.values.get("deployment")
    pasted = endpoint.parameter("deployment") or endpoint.parameter("model")
    if value is not None and (value.source.startswith("--") or not pasted):
        return value.text, value.source
    return (pasted, "the endpoint's query") if pasted else (None, None)


def _auth_kind(auth: str, settings: Settings, endpoint: Endpoint) -> AuthKind:
    has_key = settings.get("api_key") is not None
    if auth == "key":
        return "key" if has_key else "none"
    if auth == "entra":
        return "entra"
    if has_key:
        return "key"
    # A real Entra token has no business with a simulator that speaks plain HTTP.
    return "none" if endpoint.is_loopback and endpoint.scheme == "http" else "entra"


def _endpoint_fact(given: str, source: str, endpoint: Endpoint, service: Service) -> EndpointFact:
    return EndpointFact(
        given=given,
        source=source,
        origin=endpoint.origin,
        host=endpoint.host,
        port=endpoint.port,
        is_address=endpoint.is_address,
        is_loopback=endpoint.is_loopback,
        tls=endpoint.scheme == "https",
        path=endpoint.path,
        path_kind=endpoint.path_kind,
        api_version=endpoint.parameter("api-version"),
        service=service,
        repairs=endpoint.repairs,
    )


def _credential_fact(kind: AuthKind, settings: Settings) -> CredentialFact:
    key = settings.values.get("api_key")
    if kind == "key" and key is not None:
        return CredentialFact("key", key.source)
    ignored = (key.source,) if kind == "entra" and key is not None else ()
    return CredentialFact(kind, "azure-identity" if kind == "entra" else None, ignored)
