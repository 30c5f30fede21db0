"""The audio analyser measures a known tone: whoever judges a signal proves first that it can see one."""

from __future__ import annotations

from rtdoctor.checks.base import Check, Evidence, Verdict, failed, passed
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.conversation import AnalyserFact

_LEVEL_DB = 1.0


def judge(facts: FactStore) -> Verdict:
    fact = facts.get(AnalyserFact)
    measured = fact.measured
    level = measured.rms_dbfs if measured.rms_dbfs is not None else -200.0
    evidence: Evidence = {
        "rms_dbfs": measured.rms_dbfs,
        "tone_fraction": measured.tone_fraction,
        "other_tone_fraction": fact.other_tone_fraction,
    }
    good = (
        abs(level - fact.expected_rms_dbfs) <= _LEVEL_DB
        and measured.tone_fraction > 0.9
        and fact.other_tone_fraction < 0.05
        and abs(measured.duration_ms - fact.expected_ms) < 1
    )
    return passed(**evidence) if good else failed("the analyser misread its own tone", **evidence)


CHECK = Check("RT501", "the audio analyser reads a known tone", judge, reads=(AnalyserFact,))
