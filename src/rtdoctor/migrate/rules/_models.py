"""What a retired model's name becomes, and what has to be done outside the program for it."""

from __future__ import annotations

from dataclasses import dataclass

from rtdoctor.migrate.rules._rule import Context, Todo
from rtdoctor.scan.vocabulary import is_retired_mini, is_retired_model

# OpenAI's deprecation page names it as the mini tier's successor; on Azure none outlives the others for certain.
_OPENAI_MINI = "gpt-realtime-2.1-mini"
# Versions that go with a name in `az cognitiveservices account deployment create` (Azure's schedule, 2026-09-02).
_VERSIONS = {
    "gpt-realtime-1.5": "2026-02-23",
    "gpt-realtime": "2025-08-28",
    "gpt-realtime-mini": "2025-12-15",
    "gpt-realtime-2": "2026-05-06",
    "gpt-realtime-2.1": "2026-07-07",
    "gpt-realtime-2.1-mini": "2026-07-07",
}
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
        return Successor(_OPENAI_MINI)
    return Successor(None, f"the mini tier has no safe successor here: {MINI_CHOICES}")


def create_deployment(name: str, model: str) -> Todo:
    """The complete command that makes the deployment which the program now asks for."""
    version = f" --model-version {_VERSIONS[model]}" if model in _VERSIONS else ""
    return Todo(
        f"Create the deployment {name!r} before the program runs",
        "az cognitiveservices account deployment create"
        ' --resource-group "$AZURE_RESOURCE_GROUP" --name "$AZURE_OPENAI_RESOURCE"'
        f" --deployment-name {name} --model-name {model}{version} --model-format OpenAI"
        " --sku-name GlobalStandard --sku-capacity 1",
    )
