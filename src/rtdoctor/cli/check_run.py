"""Runs a request of `rtdoctor check`, against the settings' endpoint or a simulator inside this process."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from rtdoctor.errors import UsageError
from rtdoctor.ladder.plan import make_plan
from rtdoctor.ladder.run import Recording, run_plan
from rtdoctor.report.check_document import check_document
from rtdoctor.report.check_human import audio_lines, target_lines, verdict_lines
from rtdoctor.report.check_live import LiveLadder
from rtdoctor.report.styled import line, show
from rtdoctor.settings.values import Settings, Value, read_settings
from rtdoctor.target.endpoint import Service
from rtdoctor.target.target import Target

if TYPE_CHECKING:
    from rtdoctor.report.output import Output


@dataclass(frozen=True, slots=True)
class Request:
    """The command line of `check`, read."""

    flags: Mapping[str, str | None]
    auth: str
    audio: bool
    timeout_s: float
    strict: bool
    simulate: bool
    faults: tuple[str, ...]
    save_audio: Path | None
    as_json: bool


def run_check(request: Request, output: Output) -> int:
    """Returns the exit code; raises `UsageError` before anything is dialled."""
    service = request.flags.get("service")
    if service is not None and service not in get_args(Service):
        raise UsageError(f"--service {service}: choose one of {', '.join(get_args(Service))}")
    with _settings(request) as (settings, ca_file):
        output.redactor.add(settings.get("api_key"))
        plan = make_plan(settings, auth=request.auth, audio=request.audio)
        _mention_proxy(plan.target, output)
        if not request.as_json:
            show(output, target_lines(plan.facts))
            show(output, [line()])
        with LiveLadder(output, plan.checks, quiet=request.as_json) as live:
            run, recording = run_plan(
                plan,
                output.redactor,
                timeout_s=request.timeout_s,
                ca_file=ca_file,
                on_result=live.result,
                say=live.say,
            )
    if request.as_json:
        output.json(check_document(run))
    else:
        show(output, [*audio_lines(run), *verdict_lines(run, output.width)])
    if request.save_audio is not None:
        _save(recording, request.save_audio, output)
    return run.exit_code(strict=request.strict)


@contextlib.contextmanager
def _settings(request: Request) -> Iterator[tuple[Settings, Path | None]]:
    """The settings, and the authority to trust where it is the simulator's."""
    if not request.simulate:
        yield read_settings(request.flags, os.environ, Path.cwd()), None
        return
    if request.flags.get("endpoint"):
        raise UsageError(
            "--simulate brings its own endpoint", "leave the endpoint out, or leave --simulate out"
        )
    from rtdoctor.simulator.options import SimulatorOptions
    from rtdoctor.simulator.running import start

    with start(SimulatorOptions(faults=request.faults)) as simulator:
        # Neither the environment nor .env is asked: what surrounds a demonstration must not decide it.
        values = {
            "endpoint": Value(simulator.endpoint, "the simulator in this process"),
            "api_key": Value(simulator.api_key, "the simulator in this process"),
            "deployment": Value(simulator.deployment, "the simulator in this process"),
        }
        given = request.flags.get("deployment")
        if given:
            values["deployment"] = Value(given, "--deployment")
        yield Settings(values), simulator.authority_file


def _mention_proxy(target: Target | None, output: Output) -> None:
    """A program that honours the proxy takes another way than this check does."""
    if target is None or target.endpoint.is_loopback:
        return
    name = next((name for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY") if os.environ.get(name)), None)
    if name is not None:
        output.note(f"rtdoctor: {name} is set; the endpoint is dialled directly, not through that proxy")


def _save(recording: Recording, path: Path, output: Output) -> None:
    from rtdoctor.audio.wav import write_wav
    from rtdoctor.realtime.client_events import SAMPLE_RATE_HZ

    if not recording.answered:
        output.note(f"no audio came back, so {path} was not written")
        return
    try:
        write_wav(path, recording.answered, SAMPLE_RATE_HZ)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
    output.note(f"audio that came back: {path}")
