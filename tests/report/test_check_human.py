"""What people read, on 100 columns without colours."""

from __future__ import annotations

import io
import re

import pytest
from inline_snapshot import snapshot

from rtdoctor.cli.check_run import Request, run_check
from rtdoctor.report.output import Output


def screen(*faults: str, timeout_s: float = 20, audio: bool = True) -> str:
    """The whole output of a run, with ports and times replaced."""
    out = io.StringIO()
    request = Request(
        flags={},
        auth="auto",
        audio=audio,
        timeout_s=timeout_s,
        strict=False,
        simulate=True,
        faults=faults,
        save_audio=None,
        as_json=False,
    )
    run_check(request, Output(stdout=out, stderr=io.StringIO()))
    text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", out.getvalue())
    text = re.sub(r"port \d+", "port PORT", text)
    text = re.sub(r"\d+(\.\d+)? ms", "N ms", text)
    text = re.sub(r"\d+ pieces", "N pieces", text)
    return re.sub(r"(in|for) \d+\.\d s", r"\1 N s", text)


def test_a_passing_run_shows_the_ladder_and_the_audio() -> None:
    assert screen() == snapshot("""\
  endpoint    https://127.0.0.1:PORT  from the simulator in this process
  deployment  gpt-realtime-1.5  from the simulator in this process
  credential  key  from the simulator in this process

target
  ok    RT001 the endpoint parses                           https://127.0.0.1:PORT
  ok    RT002 the endpoint dials the GA surface             /openai/v1
  ok    RT003 no api-version is sent to the GA surface
  ok    RT004 there is one credential                       key
  ok    RT005 a deployment name is given                    gpt-realtime-1.5
network
  ok    RT102 the endpoint answers on its port              port PORT, N ms
  ok    RT103 TLS is trusted                                TLSv1.3, issued by rtdoctor simulator
  ok    RT104 an HTTP answer comes from Azure itself        Sweden Central
identity
  ok    RT201 the key is accepted                           by the socket
deployment
  ok    RT301 the deployment exists                         gpt-realtime-1.5, model gpt-realtime-1.5
  ok    RT302 the deployment is of a realtime model         gpt-realtime-1.5
protocol
  ok    RT401 the WebSocket upgrade is accepted             N ms
  ok    RT402 the session is created                        gpt-realtime-1.5
  ok    RT403 a GA session.update is accepted               N ms
  ok    RT404 a text turn is answered                       first word after N ms
audio
  ok    RT501 the audio analyser reads a known tone
  ok    RT502 the server heard the audio that was sent      20 audio tokens for N s
  ok    RT503 audio came back and is sound                  2.2 s at -18.9 dBFS
  ok    RT504 the answer begins soon after the end of input N ms after the end of input
  ok    RT505 playback never runs dry

audio round trip
  sent        2.0 s of 440 Hz at -18.0 dBFS, 20 chunks, heard as 20 tokens
  first audio N ms after the end of input, answer complete after N ms
  received    2.2 s at -18.9 dBFS, peak -10.8, 44 tokens
  playback    N pieces, no gap
  transcript  I heard 2.0 seconds of audio.

PASS  20 of 20 checks ran in N s, 1 socket, 101 tokens in, 65 out
""")


@pytest.mark.parametrize("columns", [100])
def test_no_line_is_wider_than_the_page(columns: int) -> None:
    for fault in ("bad-key", "preview-path", "unknown-deployment"):
        assert max(len(line) for line in screen(fault, timeout_s=4).splitlines()) <= columns


def diagnosis(fault: str, timeout_s: float = 4) -> str:
    """What stands below the ladder."""
    return screen(fault, timeout_s=timeout_s).split("not reached", 1)[-1].split("\n\n", 1)[1]


def test_bad_key() -> None:
    assert diagnosis("bad-key") == snapshot("""\
127.0.0.1 does not know this key (from the simulator in this process).
This is yours to fix (key-rejected).
  do    copy a key of the resource whose endpoint this is; another resource's key answers the same
          az cognitiveservices account keys list --name RESOURCE --resource-group GROUP
  proved up to: an HTTP answer comes from Azure itself
  not proved:   the key is accepted
  more:         rtdoctor explain key-rejected

FAIL  10 of 20 checks ran in N s, 1 socket, 0 tokens in, 0 out
""")


def test_unknown_deployment() -> None:
    assert diagnosis("unknown-deployment") == snapshot("""\
This resource has no deployment 'gpt-realtime-15'. Did you mean 'gpt-realtime-1.5'?
This is yours to fix (deployment-not-found).
  do    use 'gpt-realtime-1.5'
          export AZURE_OPENAI_DEPLOYMENT=gpt-realtime-1.5
  proved up to: the key is accepted
  not proved:   the deployment exists
  more:         rtdoctor explain deployment-not-found

FAIL  11 of 20 checks ran in N s, 1 socket, 0 tokens in, 0 out
""")


def test_not_a_realtime_model() -> None:
    assert diagnosis("not-a-realtime-model") == snapshot("""\
The deployment is of the wrong kind: 'gpt-4.1-mini' is a deployment of gpt-4.1-mini.
This is yours to fix (not-a-realtime-model).
  do    use 'gpt-realtime-1.5'
          export AZURE_OPENAI_DEPLOYMENT=gpt-realtime-1.5
  proved up to: the deployment exists
  not proved:   the deployment is of a realtime model
  more:         rtdoctor explain not-a-realtime-model

FAIL  12 of 20 checks ran in N s, 1 socket, 0 tokens in, 0 out
""")


def test_preview_path() -> None:
    assert diagnosis("preview-path") == snapshot("""\
The URL is the preview API's, which is gone; the same endpoint answers on the GA path.
This is yours to fix (preview-url).
  do    keep the bare resource as endpoint and dial /openai/v1/realtime?model=DEPLOYMENT
          AZURE_OPENAI_ENDPOINT=https://127.0.0.1:PORT
  do    move the code: URL, client, payloads and events belong together
          rtdoctor migrate .
  proved up to: a session begins on the GA path, without api-version
  not proved:   the WebSocket upgrade is accepted
  more:         rtdoctor explain preview-url

FAIL  12 of 20 checks ran in N s, 2 sockets, 0 tokens in, 0 out
""")


def test_stray_api_version() -> None:
    assert diagnosis("stray-api-version") == snapshot("""\
The GA surface refuses api-version=2025-04-01-preview; without it the same call works.
This is yours to fix (api-version-on-ga).
  do    leave the api-version out of the URL, and out of OPENAI_API_VERSION
          AZURE_OPENAI_ENDPOINT=https://127.0.0.1:PORT
  proved up to: a session begins on the GA path, without api-version
  not proved:   the WebSocket upgrade is accepted
  more:         rtdoctor explain api-version-on-ga

FAIL  12 of 20 checks ran in N s, 2 sockets, 0 tokens in, 0 out
""")


def test_rate_limited() -> None:
    assert diagnosis("rate-limited") == snapshot("""\
The deployment's connection rate is used up; the server asks to wait 2 s.
This is yours to fix, and may pass later by itself (handshake-rate-limited).
  do    wait 2 s and back off exponentially when connecting again
  do    raise the deployment's capacity if this is ordinary load
  proved up to: the deployment is of a realtime model
  not proved:   the WebSocket upgrade is accepted
  more:         rtdoctor explain handshake-rate-limited

FAIL  12 of 20 checks ran in N s, 1 socket, 0 tokens in, 0 out
""")


def test_key_auth_disabled() -> None:
    assert diagnosis("key-auth-disabled") == snapshot("""\
The resource does not take keys: key authentication is disabled.
This is yours to fix (key-auth-disabled).
  do    sign in with Entra instead
          az login && rtdoctor check --auth entra
  proved up to: an HTTP answer comes from Azure itself
  not proved:   the key is accepted
  more:         rtdoctor explain key-auth-disabled

FAIL  10 of 20 checks ran in N s, 1 socket, 0 tokens in, 0 out
""")


def test_dropped_mid_answer() -> None:
    assert diagnosis("dropped-mid-answer") == snapshot("""\
The socket was dropped after response.output_text.delta, without a close frame.
This is the network's, and may pass later by itself (socket-dropped).
  do    try again, and from another network: something on the way cuts long connections
  proved up to: a GA session.update is accepted
  not proved:   a text turn is answered
  more:         rtdoctor explain socket-dropped

FAIL  16 of 20 checks ran in N s, 1 socket, 0 tokens in, 0 out
""")


def test_stalled_answer() -> None:
    assert diagnosis("stalled-answer", timeout_s=2) == snapshot("""\
The server went silent for N s after response.output_text.delta.
This is Azure's, and may pass later by itself (answer-stalled).
  do    try again; if it stays, look at Azure Service Health for the resource's region
  proved up to: a GA session.update is accepted
  not proved:   a text turn is answered
  more:         rtdoctor explain answer-stalled

FAIL  16 of 20 checks ran in N s, 1 socket, 0 tokens in, 0 out
""")


def test_silent_audio() -> None:
    assert diagnosis("silent-audio", timeout_s=20) == snapshot("""\
target
  ok    RT001 the endpoint parses                           https://127.0.0.1:PORT
  ok    RT002 the endpoint dials the GA surface             /openai/v1
  ok    RT003 no api-version is sent to the GA surface
  ok    RT004 there is one credential                       key
  ok    RT005 a deployment name is given                    gpt-realtime-1.5
network
  ok    RT102 the endpoint answers on its port              port PORT, N ms
  ok    RT103 TLS is trusted                                TLSv1.3, issued by rtdoctor simulator
  ok    RT104 an HTTP answer comes from Azure itself        Sweden Central
identity
  ok    RT201 the key is accepted                           by the socket
deployment
  ok    RT301 the deployment exists                         gpt-realtime-1.5, model gpt-realtime-1.5
  ok    RT302 the deployment is of a realtime model         gpt-realtime-1.5
protocol
  ok    RT401 the WebSocket upgrade is accepted             N ms
  ok    RT402 the session is created                        gpt-realtime-1.5
  ok    RT403 a GA session.update is accepted               N ms
  ok    RT404 a text turn is answered                       first word after N ms
audio
  ok    RT501 the audio analyser reads a known tone
  ok    RT502 the server heard the audio that was sent      20 audio tokens for N s
  FAIL  RT503 audio came back and is sound
              2.2 s came back, and it is digital silence
  ok    RT504 the answer begins soon after the end of input N ms after the end of input
  ok    RT505 playback never runs dry

audio round trip
  sent        2.0 s of 440 Hz at -18.0 dBFS, 20 chunks, heard as 20 tokens
  first audio N ms after the end of input, answer complete after N ms
  received    2.2 s at digital silence, 44 tokens
  playback    N pieces, no gap
  transcript  I heard 2.0 seconds of audio.

2.2 s of audio came back, and all of it is digital silence.
This is Azure's (audio-silent).
  do    listen to it, then open a ticket with the session id
          rtdoctor check --save-audio answer.wav
  proved up to: the server heard the audio that was sent
  not proved:   audio came back and is sound
  more:         rtdoctor explain audio-silent

FAIL  20 of 20 checks ran in N s, 1 socket, 101 tokens in, 65 out
""")
