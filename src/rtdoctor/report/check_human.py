"""A run of `check` as a person reads it: the ladder, the audio, and last, nearest to the prompt, the verdict."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from rtdoctor.diagnosis.base import Diagnosis
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.conversation import AudioTurnFact
from rtdoctor.facts.target import CredentialFact, DeploymentNameFact, EndpointFact
from rtdoctor.ladder.result import CheckResult, RunResult
from rtdoctor.report.check_document import used_section
from rtdoctor.report.styled import Line, Style, line

_MARKS: dict[str, tuple[str, Style]] = {
    "pass": ("ok", "good"),
    "warn": ("warn", "warn"),
    "fail": ("FAIL", "bad"),
    "skip": ("skip", "dim"),
    "error": ("ERROR", "bad"),
    "aborted": ("stop", "warn"),
}
_OWNERS = {"you": "yours to fix", "network": "the network's", "azure": "Azure's"}
_VERDICT_STYLE: dict[str, Style] = {"pass": "good", "warn": "warn", "fail": "bad", "incomplete": "warn"}
_NAME_WIDTH = 46


def target_lines(facts: FactStore) -> Iterator[Line]:
    """What is judged, and where each value came from."""
    endpoint = facts.get(EndpointFact)
    deployment = facts.find(DeploymentNameFact)
    credential = facts.find(CredentialFact)
    yield _setting("endpoint", endpoint.origin or endpoint.given, endpoint.source)
    if deployment is not None and deployment.name:
        yield _setting("deployment", deployment.name, deployment.source or "")
    if credential is not None and credential.kind != "none":
        yield _setting("credential", credential.kind, credential.source or "")


def check_line(result: CheckResult, width: int) -> Iterator[Line]:
    """One check: its mark, code, healthy state, and the figure or the reason."""
    verdict = result.verdict
    mark, style = _MARKS[verdict.status]
    head = f"  {mark:<5} "
    label = f"{result.check.code} {result.check.name}"
    words = verdict.note if verdict.status == "pass" else verdict.because or ""
    indent = len(head) + len("RT000 ") + _NAME_WIDTH
    if verdict.status == "pass" and len(label) < len("RT000 ") + _NAME_WIDTH and indent + len(words) <= width:
        padding = " " * (indent - len(head) - len(label))
        yield Line(((head, style), (label, "plain"), (padding + words, "dim")))
        return
    yield Line(((head, style), (label, "plain")))
    for piece in _wrap(words, width - len(head) - 6):
        yield Line(((" " * (len(head) + 6), "plain"), (piece, "dim" if verdict.status == "pass" else style)))


def audio_lines(run: RunResult) -> Iterator[Line]:
    """The round trip's figures, when there was one."""
    turn = run.facts.find(AudioTurnFact)
    if turn is None:
        return
    yield line()
    yield line("audio round trip", "bold")
    usage = turn.usage
    heard = f", heard as {usage.input_audio_tokens} tokens" if usage else ""
    yield _setting(
        "sent",
        f"{turn.sent_ms / 1000:.1f} s of {turn.sent_frequency_hz:.0f} Hz at {turn.sent_rms_dbfs:.1f} dBFS, "
        f"{turn.sent_chunks} chunks{heard}",
    )
    if turn.first_audio_ms is not None:
        whole = f", answer complete after {turn.response_ms:.0f} ms" if turn.response_ms is not None else ""
        yield _setting("first audio", f"{turn.first_audio_ms:.0f} ms after the end of input{whole}")
    if turn.answer is not None:
        answer = turn.answer
        level = f"{answer.rms_dbfs:.1f} dBFS" if answer.rms_dbfs is not None else "digital silence"
        peak = f", peak {answer.peak_dbfs:.1f}" if answer.peak_dbfs is not None else ""
        tokens = f", {usage.output_audio_tokens} tokens" if usage else ""
        yield _setting("received", f"{answer.duration_ms / 1000:.1f} s at {level}{peak}{tokens}")
        underrun = f"{turn.underrun_ms:.0f} ms of silence" if turn.underrun_ms else "no gap"
        yield _setting("playback", f"{turn.deltas} pieces, {underrun}")
    if turn.transcript:
        yield _setting("transcript", turn.transcript)


def verdict_lines(run: RunResult, width: int) -> Iterator[Line]:
    """What to do first, then what proves it, then what it cost."""
    yield line()
    if run.diagnosis is not None:
        yield from _diagnosis_lines(run.diagnosis, width)
        yield line()
    ran = sum(result.ran for result in run.results)
    used = used_section(run)
    sockets = f"{used['sockets']} socket" + ("" if used["sockets"] == 1 else "s")
    tokens = f"{used['input_tokens']} tokens in, {used['output_tokens']} out"
    yield Line(
        (
            (run.verdict.upper(), _VERDICT_STYLE[run.verdict]),
            (
                f"  {ran} of {len(run.results)} checks ran in {run.duration_ms / 1000:.1f} s, {sockets}, {tokens}",
                "plain",
            ),
        )
    )


def _diagnosis_lines(diagnosis: Diagnosis, width: int) -> Iterator[Line]:
    for piece in _wrap(diagnosis.summary, width):
        yield line(piece, "bold")
    later = ", and may pass later by itself" if diagnosis.retryable else ""
    yield line(f"This is {_OWNERS[diagnosis.domain]}{later} ({diagnosis.cause}).", "dim")
    for remedy in diagnosis.remedy:
        wrapped = _wrap(remedy.text, width - 8)
        for n, piece in enumerate(wrapped):
            yield line(f"  {'do' if n == 0 else '':<5} {piece}")
        for shown in (remedy.command, remedy.edit):
            if shown:
                yield line(f"          {shown}", "good")
    if diagnosis.proved:
        yield line(f"  proved up to: {diagnosis.proved[-1]}", "dim")
    yield line(f"  not proved:   {diagnosis.not_proved[0]}", "dim")
    yield line(f"  more:         {diagnosis.docs}", "dim")


def _setting(name: str, value: str, source: str = "") -> Line:
    pieces: list[tuple[str, Style]] = [(f"  {name:<12}", "dim"), (value, "plain")]
    if source:
        pieces.append((f"  from {source}", "dim"))
    return Line(tuple(pieces))


def _wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width`; a model's or deployment's name is never broken at its hyphens."""
    return textwrap.wrap(text, max(20, width), break_on_hyphens=False, break_long_words=False)
