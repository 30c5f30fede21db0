"""Places where an edit would be wrong, or right only with something else: one case for each kind that was seen."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from rtdoctor.migrate.edit import splice
from rtdoctor.migrate.python import rewrite_python
from rtdoctor.migrate.rewriting import RewriteOptions, Rewriting

GA = 'from openai import OpenAI\nclient = OpenAI(base_url="https://r.openai.azure.com/openai/v1/", api_key="k")\n'
BETA = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
CONNECT = 'client.realtime.connect(model="voice")\n'
BETA_CONNECT = 'client.beta.realtime.connect(model="voice")\n'


def rewrite(
    source: str | dict[str, str], options: RewriteOptions | None = None
) -> tuple[Rewriting, dict[str, str]]:
    files = source if isinstance(source, dict) else {"app.py": source}
    data = {path: text.encode() for path, text in files.items()}
    rewriting = rewrite_python(Path("nowhere"), data, options or RewriteOptions(), lambda path: None)
    return rewriting, {
        path: splice(content, [e for e in rewriting.edits if e.path == path]).decode()
        for path, content in data.items()
    }


KEPT = {
    "price table": ("price-table", GA + CONNECT + 'PRICES = {"gpt-4o-realtime-preview": 20.0}\n'),
    "price lookup": ("price-table", GA + CONNECT + 'cost = PRICES["gpt-4o-realtime-preview"]\n'),
    "deny-list": ("deny-list", GA + CONNECT + 'DENIED_MODELS = ["gpt-4o-realtime-preview"]\n'),
    "deny-list by keyword": (
        "deny-list",
        GA + CONNECT + 'm = Model(name="gpt-4o-realtime-preview", not_supported=True)\n',
    ),
    "enumeration": (
        "enumeration",
        GA
        + CONNECT
        + 'from typing import Literal\nModel = Literal["gpt-4o-realtime-preview", "gpt-realtime"]\n',
    ),
    "list of models": (
        "enumeration",
        GA + CONNECT + 'SUPPORTED_MODELS = ["gpt-4o-realtime-preview", "gpt-realtime"]\n',
    ),
    "generated": (
        "generated",
        "# File generated from our OpenAPI spec by Stainless.\n" + GA + 'M = "gpt-4o-realtime-preview"\n',
    ),
    "comment": ("doc", GA + CONNECT + "# was gpt-4o-realtime-preview until March\n"),
    "docstring": ("doc", '"""Uses gpt-4o-realtime-preview."""\n' + GA + CONNECT),
    "log line": ("doc", GA + CONNECT + 'print("connected to gpt-4o-realtime-preview")\n'),
    "another vendor": (
        "other-service",
        "import websockets\n"
        'URL = "wss://api.stepfun.com/v1/realtime"\nDEFAULT_VIRTUAL_MODEL = "gpt-4o-realtime-preview"\n'
        'RESPONSE_AUDIO_DELTA = "response.audio.delta"\n',
    ),
    "another vendor's beta": (
        "other-service",
        'from google.genai import beta\nmodel = beta.realtime.RealtimeModel("response.audio.delta")\n',
    ),
    "voice live events": (
        "other-service",
        'from azure.ai.voicelive.aio import connect\nEVENTS = ["response.audio.delta", "conversation.item.created"]\n',
    ),
    "voice live payload": (
        "other-service",
        "from azure.ai.voicelive.aio import connect\n"
        'SESSION = {"modalities": ["text"], "input_audio_format": "pcm16", "turn_detection": VAD}\n',
    ),
    "no connection": ("protocol", 'AUDIO = "response.audio.delta"\n'),
}


@pytest.mark.parametrize("case", KEPT)
def test_kept_with_its_role(case: str) -> None:
    role, source = KEPT[case]
    rewriting, after = rewrite(source)
    assert after["app.py"] == source
    assert rewriting.references
    assert {(r.role, r.action) for r in rewriting.references} == {(role, "keep")}
    assert all(reference.reason for reference in rewriting.references)


def test_a_switch_between_both_shapes_is_its_authors_to_decide() -> None:
    source = BETA + 'rt = client.realtime if NEW else client.beta.realtime\nAUDIO = "response.audio.delta"\n'
    rewriting, after = rewrite(source)
    assert after["app.py"] == source
    assert {(r.role, r.action) for r in rewriting.references} == {("protocol", "manual")}
    assert all("decide which stays" in reference.reason for reference in rewriting.references)


UNTOUCHED = {
    "a longer name": GA + 'client.realtime.connect(model="my-gpt-4o-realtime-preview")\n',
    "an unknown date": GA + 'client.realtime.connect(model="gpt-4o-realtime-preview-2025-09-09")\n',
    "another name": GA + 'client.realtime.connect(model="gpt-4o-realtime-api")\n',
    "chat modalities": GA
    + CONNECT
    + 'client.chat.completions.create(model="m", modalities=["text", "audio"], messages=[])\n',
    "a web session": GA + CONNECT + 'request.session.update({"voice": "alloy"})\n',
    "transcription event": GA + CONNECT + 'T = "conversation.item.input_audio_transcription.completed"\n',
    "another api-version": GA
    + CONNECT
    + 'SEARCH = "https://s.search.windows.net/indexes?api-version=2024-07-01"\n',
}


@pytest.mark.parametrize("case", UNTOUCHED)
def test_not_even_a_reference(case: str) -> None:
    rewriting, after = rewrite(UNTOUCHED[case])
    assert after["app.py"] == UNTOUCHED[case]
    assert rewriting.references == ()


MANUAL = {
    "a list that is asked": BETA
    + 'KNOWN = ["gpt-4o-realtime-preview"]\nassert MODEL in KNOWN\n'
    + BETA_CONNECT,
    "a prefix of the new names": BETA + BETA_CONNECT + 'items = event.type.startswith("response.output")\n',
    "a comparison that steers": BETA
    + BETA_CONNECT
    + 'if MODEL == "gpt-4o-realtime-preview":\n    vad = "azure"\n',
    "a case that steers": BETA
    + BETA_CONNECT
    + 'match MODEL:\n    case "gpt-4o-realtime-preview":\n        vad = 1\n',
    "a prefix that redirects": BETA + BETA_CONNECT + 'old = MODEL.startswith("gpt-4o-realtime-preview")\n',
    "a table that is read": BETA
    + BETA_CONNECT
    + 'PRICES = {"gpt-4o-realtime-preview": 20.0}\n\ndef cost(model):\n    return PRICES[model]\n',
    "an event passed on": BETA + BETA_CONNECT + 'ui.send_json({"type": "response.audio.delta"})\n',
    "a prefixed event passed on": BETA
    + BETA_CONNECT
    + 'dispatcher.emit("server.response.audio.delta", {})\n',
    "a flat session elsewhere": BETA
    + BETA_CONNECT
    + 'CONFIG = {"input_audio_format": "pcm16", "voice": "alloy"}\n',
    "a preview address beside it": BETA
    + BETA_CONNECT
    + 'URL = "wss://r.openai.azure.com/openai/realtime?deployment=d"\n',
    "a raw socket": 'import websockets\nURL = "wss://r.openai.azure.com/openai/realtime?api-version=2024-10-01"\n',
    "a subclass": "from openai import AzureOpenAI\nclass C(AzureOpenAI):\n    pass\n"
    'C().beta.realtime.connect(model="m")\n',
    "rtclient": 'from rtclient import RTClient\nURL = "rtclient"\n',
}


@pytest.mark.parametrize("case", MANUAL)
def test_left_whole_to_a_person(case: str) -> None:
    rewriting, after = rewrite(MANUAL[case])
    assert after["app.py"] == MANUAL[case]
    assert [connection.status for connection in rewriting.connections] == ["manual"]
    assert all(text for _, _, text in rewriting.connections[0].places)
    assert "rewrite" not in {reference.action for reference in rewriting.references}


FORMS = {
    "constant": 'MODEL = "{}"\nclient.realtime.connect(model=MODEL)\n',
    "parameter default": 'def talk(model="{}"):\n    client.realtime.connect(model=model)\n',
    "environment default": 'import os\nclient.realtime.connect(model=os.environ.get("DEPLOYMENT", "{}"))\n',
    "or": 'import os\nclient.realtime.connect(model=os.getenv("DEPLOYMENT") or "{}")\n',
    "pydantic field": 'class S(Base):\n    m: str = Field(default="{}")\nclient.realtime.connect(model=S().m)\n',
    "dataclass": "@dataclass\nclass S:\n    model: str = '{}'\nclient.realtime.connect(model=S().model)\n",
    "enum": 'class M(Enum):\n    RT = "{}"\nclient.realtime.connect(model=M.RT.value)\n',
    "argparse": 'p.add_argument("--model", default="{}")\na = p.parse_args()\nclient.realtime.connect(model=a.model)\n',
    "click": '@click.option("--model", default="{}")\ndef main(model):\n    client.realtime.connect(model=model)\n',
    "candidates": 'for model in ("{}", "gpt-realtime"):\n    client.realtime.connect(model=model)\n',
    "dict entry": 'CONFIG = {{"model": "{}"}}\nclient.realtime.connect(model=CONFIG["model"])\n',
    "query": 'async def ws(model: str = Query(default="{}")):\n    client.realtime.connect(model=model)\n',
    "address": 'URL = "wss://r.openai.azure.com/openai/v1/realtime?model={}"\n',
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("model", ["gpt-4o-realtime-preview", "gpt-4o-realtime-preview-2024-12-17"])
def test_every_form_of_a_model_name(form: str, model: str) -> None:
    rewriting, after = rewrite(GA + FORMS[form].format(model))
    assert after["app.py"] == GA + FORMS[form].format("gpt-realtime-1.5")
    assert [(r.match, r.action, r.to) for r in rewriting.references] == [
        (model, "rewrite", "gpt-realtime-1.5")
    ]
    assert rewrite(after)[0].edits == ()


def test_deployments_kept_renamed_and_named_by_the_user() -> None:
    source = GA + 'client.realtime.connect(model="gpt-4o-realtime-preview")\n'
    kept, after = rewrite(source, RewriteOptions(deployments="keep"))
    assert after["app.py"] == source
    assert [(r.role, r.action) for r in kept.references] == [("deployment", "keep")]
    _, after = rewrite(source, RewriteOptions(deployment_names={"gpt-4o-realtime-preview": "voice-2"}))
    assert 'model="voice-2"' in after["app.py"]
    _, after = rewrite(GA + CONNECT, RewriteOptions(deployment_names={"voice": "voice-2"}))
    assert 'model="voice-2"' in after["app.py"]


def test_the_command_that_creates_the_deployment_is_complete() -> None:
    rewriting, _ = rewrite(GA + 'client.realtime.connect(model="gpt-4o-realtime-preview")\n')
    [command] = [follow_up.command for follow_up in rewriting.follow_ups if follow_up.command]
    assert command == (
        'az cognitiveservices account deployment create --resource-group "$AZURE_RESOURCE_GROUP"'
        ' --name "$AZURE_OPENAI_RESOURCE" --deployment-name gpt-realtime-1.5 --model-name gpt-realtime-1.5'
        " --model-version 2026-02-23 --model-format OpenAI --sku-name GlobalStandard --sku-capacity 1"
    )


def test_the_mini_tier_needs_a_choice_on_azure() -> None:
    source = GA + 'client.realtime.connect(model="gpt-4o-mini-realtime-preview-2024-12-17")\n'
    rewriting, after = rewrite(source)
    assert after["app.py"] == source
    assert [reference.action for reference in rewriting.references] == ["manual"]
    assert "2026-12-15" in rewriting.references[0].reason
    _, after = rewrite(source, RewriteOptions(mini_to="gpt-realtime-mini"))
    assert 'model="gpt-realtime-mini"' in after["app.py"]


def test_an_ignore_comment_keeps_the_place_and_so_the_connection() -> None:
    source = BETA + "# rtdoctor: ignore[RM101] the gateway translates\n" + BETA_CONNECT
    rewriting, after = rewrite(source)
    assert after["app.py"] == source
    assert [connection.status for connection in rewriting.connections] == ["manual"]
    alone = GA + 'client.realtime.connect(model="gpt-4o-realtime-preview")  # rtdoctor: ignore[RM107]\n'
    rewriting, after = rewrite(alone)
    assert after["app.py"] == alone
    assert [reference.action for reference in rewriting.references] == ["keep"]
    other = GA + 'client.realtime.connect(model="gpt-4o-realtime-preview")  # rtdoctor: ignore[RM101]\n'
    assert "gpt-realtime-1.5" in rewrite(other)[1]["app.py"]


def test_a_rule_that_is_switched_off_leaves_the_connection_whole() -> None:
    for options in (RewriteOptions(skip=frozenset({"RM101"})), RewriteOptions(only=frozenset({"RM107"}))):
        rewriting, after = rewrite(BETA + BETA_CONNECT, options)
        assert after["app.py"] == BETA + BETA_CONNECT
        assert [connection.status for connection in rewriting.connections] == ["manual"]


def test_voice_live_changes_its_model_and_nothing_else() -> None:
    source = (
        "import argparse\nimport os\n"
        "from azure.ai.voicelive.aio import connect\n\n"
        "p = argparse.ArgumentParser()\n"
        'p.add_argument("--model", default=os.environ.get("VOICELIVE_MODEL", "gpt-4o-realtime-preview"))\n'
        'URL = "wss://r.services.ai.azure.com/voice-live/realtime?api-version=2025-10-01&model=gpt-4o-realtime-preview"\n'
        'HANDLERS = {"response.audio.delta": 1, "conversation.item.created": 2}\n'
        'SESSION = {"modalities": ["text", "audio"], "input_audio_format": "pcm16", "temperature": 0.8}\n'
    )
    rewriting, after = rewrite(source)
    assert after["app.py"] == source.replace("gpt-4o-realtime-preview", "gpt-realtime-1.5")
    assert {r.action for r in rewriting.references if r.role == "other-service"} == {"keep"}
    assert rewriting.connections == ()


@pytest.mark.parametrize(
    "steering",
    [
        'if model == "gpt-4o-realtime-preview":\n    vad = "azure_semantic_vad"\n',
        'PRICES = {"gpt-4o-realtime-preview": 20.0}\nprice = PRICES[model]\n',
        'MODELS = ("gpt-4o-realtime-preview",)\nif model not in MODELS:\n    raise ValueError\n',
    ],
)
@pytest.mark.parametrize("head", [GA + CONNECT, "from azure.ai.voicelive.aio import connect\n"])
def test_a_value_is_not_renamed_alone_where_the_program_asks_for_it(head: str, steering: str) -> None:
    source = head + 'model = "gpt-4o-realtime-preview"\n' + steering
    rewriting, after = rewrite(source)
    assert after["app.py"] == source
    assert [reference.action for reference in rewriting.references] == ["manual", "manual"]


def test_the_responses_api_streams_the_same_name() -> None:
    source = (
        BETA + "def ask():\n"
        "    for event in client.responses.create(stream=True):\n"
        '        if event.type == "response.output_text.delta":\n'
        "            print(event.delta)\n"
        "def talk():\n    with " + BETA_CONNECT.strip() + " as connection:\n"
        "        for event in connection:\n"
        '            if event.type == "response.text.delta":\n                print(event.delta)\n'
    )
    rewriting, after = rewrite(source)
    assert [connection.status for connection in rewriting.connections] == ["done"]
    assert after["app.py"].count('"response.output_text.delta"') == 2


def test_every_hit_is_reported_once() -> None:
    source = (
        '"""gpt-4o-realtime-preview"""\n'
        + BETA
        + 'client.beta.realtime.connect(model="gpt-4o-realtime-preview")\n'
        'AUDIO = "response.audio.delta"\n# response.text.delta\nPRICES = {"gpt-4o-mini-realtime-preview": 1}\n'
    )
    rewriting, _ = rewrite(source)
    places = [(r.path, r.start) for r in rewriting.references]
    assert len(places) == len(set(places))
    spans = sorted((r.start, r.end) for r in rewriting.references)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    found = sorted(r.match for r in rewriting.references)
    assert found == sorted(
        [
            "beta.realtime",
            "gpt-4o-mini-realtime-preview",
            "gpt-4o-realtime-preview",
            "gpt-4o-realtime-preview",
            "response.audio.delta",
            "response.text.delta",
        ]
    )
