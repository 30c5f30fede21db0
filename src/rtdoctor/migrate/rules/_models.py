"""What a retired model's name becomes, and what has to be done outside the program for it."""

from __future__ import annotations

from dataclasses import dataclass

from rtdoctor import catalog
from rtdoctor.migrate.rules._rule import Context, Todo
from rtdoctor.scan.vocabulary import is_retired_mini, is_retired_model

MINI_CHOICES = (
    "choose with --mini-to: gpt-realtime-mini (Azure's dates for 2025-12-15 disagree: 2026-12-15 or 2027-06-15), "
    "gpt-realtime-2.1-mini (preview on Azure), or gpt-realtime-1.5 (until 2027-08-24, another price)"
)


@dataclass(frozen=True, slots=True)
class Successor:
    """The new name, or None with the reason why there is none; `keep` when the old one stays on purpose."""

    name: str | None
    reason: str = ""
    keep: bool = False


def successor(context: Context, name: str, *, deployment: bool) -> Successor:
    """What stands for the retired id `name`, as a deployment's name on Azure or as a model's."""
    options = context.options
    if deployment:
        if name in options.deployment_names:
            return Successor(options.deployment_names[name])
        if options.deployments == "keep":
            return Successor(None, "a deployment's name, kept as asked", keep=True)
    if is_retired_model(name):
        return Successor(options.to)
    assert is_retired_mini(name)
    if options.mini_to is not None:
        return Successor(options.mini_to)
    if not deployment and context.situation != "voice-live":
        advised = catalog.load().target("openai", "realtime-mini")
        assert advised is not None
        return Successor(advised.model)
    return Successor(None, f"the mini tier has no safe successor here: {MINI_CHOICES}")


def create_deployment(name: str, model: str) -> Todo:
    """The complete command that makes the deployment which the program now asks for."""
    versions = [row.version for row in catalog.load().find("azure-openai", model) if row.version]
    version = f" --model-version {max(versions)}" if versions else ""
    return Todo(
        f"Create the deployment {name!r} before the program runs",
        "az cognitiveservices account deployment create"
        ' --resource-group "$AZURE_RESOURCE_GROUP" --name "$AZURE_OPENAI_RESOURCE"'
        f" --deployment-name {name} --model-name {model}{version} --model-format OpenAI"
        " --sku-name GlobalStandard --sku-capacity 1",
    )
