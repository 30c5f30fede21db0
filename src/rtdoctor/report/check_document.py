"""A run of `check` as a document: `rtdoctor/check/1`. The schema is committed beside this package."""

from __future__ import annotations

from typing import Any

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Diagnosis
from rtdoctor.facts.conversation import AudioTurnFact, TextTurnFact
from rtdoctor.facts.target import CredentialFact, DeploymentNameFact, EndpointFact
from rtdoctor.ladder.result import CheckResult, RunResult

SCHEMA = "rtdoctor/check/1"


def check_document(run: RunResult) -> dict[str, Any]:
    """Plain data, in the order of the contract."""
    return {
        "schema": SCHEMA,
        "target": _target(run),
        "verdict": run.verdict,
        "diagnosis": _diagnosis(run.diagnosis) if run.diagnosis else None,
        "checks": [_check(result) for result in run.results],
        "audio": audio_section(run),
        "used": used_section(run),
        "completeness": {"ran": sum(result.ran for result in run.results), "planned": len(run.results)},
    }


def used_section(run: RunResult) -> dict[str, int]:
    """Sockets opened and tokens spent; the conversation is billed again with every response."""
    turns = (run.facts.find(TextTurnFact), run.facts.find(AudioTurnFact))
    usages = [turn.usage for turn in turns if turn is not None and turn.usage is not None]
    return {
        "sockets": run.sockets,
        "input_tokens": sum(usage.input_tokens for usage in usages),
        "output_tokens": sum(usage.output_tokens for usage in usages),
    }


def audio_section(run: RunResult) -> dict[str, Any] | None:
    """The round trip's figures: ms, dBFS, Hz; None where no tone was sent."""
    turn = run.facts.find(AudioTurnFact)
    if turn is None:
        return None
    answer = turn.answer
    usage = turn.usage
    return {
        "sent": {
            "frequency_hz": turn.sent_frequency_hz,
            "duration_ms": turn.sent_ms,
            "rms_dbfs": turn.sent_rms_dbfs,
            "chunks": turn.sent_chunks,
            "tokens": usage.input_audio_tokens if usage else None,
        },
        "commit_ms": _rounded(turn.commit_ms),
        "first_audio_ms": _rounded(turn.first_audio_ms),
        "response_ms": _rounded(turn.response_ms),
        "received": {
            "duration_ms": answer.duration_ms,
            "rms_dbfs": answer.rms_dbfs,
            "peak_dbfs": answer.peak_dbfs,
            "clipped_fraction": answer.clipped_fraction,
            "silent_fraction": answer.silent_fraction,
            "tone_fraction": answer.tone_fraction,
            "underrun_ms": turn.underrun_ms,
            "deltas": turn.deltas,
            "tokens": usage.output_audio_tokens if usage else None,
            "transcript": turn.transcript,
        }
        if answer
        else None,
        "status": turn.status,
    }


def _target(run: RunResult) -> dict[str, Any]:
    endpoint = run.facts.find(EndpointFact)
    deployment = run.facts.find(DeploymentNameFact)
    credential = run.facts.find(CredentialFact)
    return {
        "endpoint": (endpoint.origin or endpoint.given) if endpoint else None,
        "service": endpoint.service if endpoint else None,
        "deployment": deployment.name if deployment else None,
        "auth": credential.kind if credential else None,
        "sources": {
            "endpoint": endpoint.source if endpoint else None,
            "deployment": deployment.source if deployment else None,
            "credential": credential.source if credential else None,
        },
    }


def _diagnosis(diagnosis: Diagnosis) -> dict[str, Any]:
    return {
        "cause": diagnosis.cause,
        "domain": diagnosis.domain,
        "retryable": diagnosis.retryable,
        "summary": diagnosis.summary,
        "proved": list(diagnosis.proved),
        "not_proved": list(diagnosis.not_proved),
        "remedy": [_remedy(remedy) for remedy in diagnosis.remedy],
        "docs": diagnosis.docs,
    }


def _check(result: CheckResult) -> dict[str, Any]:
    verdict = result.verdict
    row: dict[str, Any] = {"code": result.check.code, "name": result.check.name, "status": verdict.status}
    if verdict.because:
        row["because"] = verdict.because
    row["duration_ms"] = round(result.duration_ms, 1)
    row["evidence"] = dict(verdict.evidence)
    if verdict.remedy:
        row["remedy"] = _remedy(verdict.remedy)
    return row


def _remedy(remedy: Remedy) -> dict[str, str]:
    row = {"text": remedy.text}
    if remedy.command:
        row["command"] = remedy.command
    if remedy.edit:
        row["edit"] = remedy.edit
    return row


def _rounded(value: float | None) -> float | None:
    return round(value, 1) if value is not None else None
