"""Faults of the answer: the session is good and what comes back is not."""

from __future__ import annotations

from dataclasses import replace

from rtdoctor.simulator.faults.fault import Fault

ANSWER_FAULTS = (
    Fault(
        name="dropped-mid-answer",
        imitates="The connection is cut after the first deltas of an answer, without a close frame (code 1006).",
        evidence="P",
        expected_cause="socket-dropped",
        expected_domain="network",
        retryable=True,
        apply=lambda healthy: replace(healthy, answer="dropped"),
    ),
    Fault(
        name="closed-mid-answer",
        imitates="The service closes the socket with 1011 after the first deltas of an answer.",
        evidence="assumed",
        expected_cause="socket-closed",
        expected_domain="azure",
        retryable=True,
        apply=lambda healthy: replace(healthy, answer="closed"),
    ),
    Fault(
        name="stalled-answer",
        imitates="An answer that stops after its first deltas while the socket stays open and answers pings.",
        evidence="assumed",
        expected_cause="answer-stalled",
        expected_domain="azure",
        retryable=True,
        apply=lambda healthy: replace(healthy, answer="stalled"),
    ),
    Fault(
        name="silent-audio",
        imitates="An audio answer of the right length and token count that holds nothing but zeros.",
        evidence="assumed",
        expected_cause="audio-silent",
        expected_domain="azure",
        retryable=False,
        apply=lambda healthy: replace(healthy, sound="silence"),
    ),
    Fault(
        name="no-audio",
        imitates="A spoken answer with a transcript and without a single audio delta.",
        evidence="assumed",
        expected_cause="audio-missing",
        expected_domain="azure",
        retryable=False,
        apply=lambda healthy: replace(healthy, sound="none"),
    ),
    Fault(
        name="deaf",
        imitates="Audio that is taken, committed and answered, and counted as no audio tokens at all.",
        evidence="assumed",
        expected_cause="audio-not-heard",
        expected_domain="azure",
        retryable=False,
        apply=lambda healthy: replace(healthy, hears=False),
    ),
)
