"""What people read: whole pages, as a process prints them into a pipe."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from rtdoctor import catalog
from rtdoctor.report.model_page import page
from rtdoctor.report.models_human import table
from tests.catalog.running import models

FACTS = catalog.load()
TODAY = date(2026, 11, 22)
AS_OF = ("--as-of", "2026-11-22")


def printed(name: str, cwd: Path) -> str:
    done = models(name, *AS_OF, cwd=cwd)
    assert (done.returncode, done.stderr) == (0, "")
    return "\n" + done.stdout


def test_why_the_preview_failed_in_april(tmp_path: Path) -> None:
    """The asker had 2026-05-07 in mind: OpenAI's date, beside Azure's own."""
    assert printed("gpt-4o-realtime-preview", tmp_path) == snapshot("""\

gpt-4o-realtime-preview
Retired on Azure OpenAI, OpenAI and Voice Live.
Each service has dates of its own: Azure OpenAI 2026-02-02 (gone by 2026-04-23),
  OpenAI 2026-05-07. On Azure it failed while OpenAI's date was still to come.
Azure OpenAI: move to gpt-realtime 2025-08-28 (until 2027-03-02, 100 days: too
  soon), so to gpt-realtime-1.5 2026-02-23 (until 2027-08-24, 275 days).
OpenAI: move to gpt-realtime-1.5 (no retirement announced).
Voice Live: move to gpt-realtime-1.5 (until 2027-08-24, inferred, 275 days).
As of 2026-11-22, from facts of 2026-11-22. A date is the end of its day, UTC.

  date        what it is  seen        age  said by
Azure OpenAI 2024-10-01: retired 2025-03-26
  2025-03-26  decides     2026-04-23  213  Azure list of retired models +1
  2025-02-25  deprecated  2026-04-23  213  Azure list of retired models
  2025-09-30  not before ~2025-02-28  632  Azure realtime page
Azure OpenAI 2024-12-17: retired
  2026-02-02  decides    ~2026-01-31  295  Azure schedule
  2026-04-23  gone by     2026-04-23  213  Azure schedule (no row any more)
  2026-03-24  unverified  2026-04-08  228  a note that cites Azure's page
  2026-04-30  unverified  2026-04-04  232  Microsoft's mail (quoted) (in April)
  2025-09-17  superseded  2025-09-15  433  Azure schedule (not before)
  The exact day is not published: 2026-02-02 to 2026-04-30, region by region.
  ARM refuses to create it: ServiceModelDeprecated.
Azure OpenAI 2025-06-03: retired, by inference
  2026-04-23  gone by     2026-04-23  213  Azure schedule (no row, no date)
  2026-03-24  unverified  2026-04-08  228  a note that cites Azure's page
  2025-09-01  not before  2025-09-15  433  Azure schedule
OpenAI 2024-10-01: retired 2025-10-10, announced 2025-06-10
  2025-10-10  decides     2026-09-21   62  OpenAI deprecations page +1
  2025-09-10  unverified ~2025-06-10  530  OpenAI's first mail (quoted)
OpenAI alias, 2024-12-17, 2025-06-03: retired 2026-05-07, announced 2025-09-15
  2026-05-07  decides     2026-10-07   46  OpenAI deprecations page +4
  2026-02-27  superseded  2025-12-20  337  deprecations.info on OpenAI
  2026-03-24  superseded  2026-02-08  287  deprecations.info on OpenAI
  2027-01-20  superseded  2026-09-01   82  litellm 1.99.0
  A call answers 404 model_not_found; its model page says shut down.
Voice Live: retired, by inference
  2026-04-19  gone by     2026-04-19  217  Microsoft Q&A 5863943 (no answer, and
                                           no longer listed)
""")


def test_a_dispute_is_shown_as_a_dispute(tmp_path: Path) -> None:
    assert printed("gpt-realtime-mini", tmp_path) == snapshot("""\

gpt-realtime-mini
Alive on Azure OpenAI and Voice Live. On OpenAI it depends on the version.
Each service has dates of its own: Azure OpenAI 2027-04-06, OpenAI 2027-01-20.
  Neither holds for the other.
DISPUTED on Azure OpenAI 2025-10-06: 2026-09-21 or 2027-04-06 (135 days);
  2026-09-21 warns, 2027-04-06 decides (Azure schedule).
DISPUTED on Azure OpenAI 2025-12-15: 2026-12-15 (23 days) or 2027-06-15 (205
  days); 2026-12-15 warns and decides (Azure schedule).
Azure OpenAI: no safe default: the dates of gpt-realtime-mini and
  gpt-realtime-2.1-mini are disputed. Choose:
  - gpt-realtime-mini 2025-10-06: ga, until 2027-04-06, disputed, 135 days;
    2026-09-21 warns
  - gpt-realtime-mini 2025-12-15: ga, until 2026-12-15, disputed, 23 days
  - gpt-realtime-2.1-mini 2026-07-07: preview, until 2027-06-25, disputed, 215
    days; 2026-10-15 warns
OpenAI: move to gpt-realtime-2.1-mini (no retirement announced).
Voice Live: no safe default: the minis that Voice Live lists have disputed dates
  on Azure OpenAI. Choose:
  - gpt-realtime-mini: ga, until 2027-04-06, disputed, inferred, 135 days;
    2026-09-21 warns
  - gpt-realtime-2.1-mini: ga, until 2027-06-25, disputed, inferred, 215 days;
    2026-10-15 warns
As of 2026-11-22, from facts of 2026-11-22. A date is the end of its day, UTC.

  date        what it is  seen        age  said by
Azure OpenAI 2025-10-06: ga, until 2027-04-06, disputed, 135 days
  2027-04-06  decides     2026-09-02   81  Azure schedule, ARM canadacentral
                                           (quoted), litellm 1.109.1 (first row)
  2026-09-21  disputes    2026-09-02   81  Azure schedule, llm-sunset 0.3.1
                                           (second row)
  2026-07-23  superseded  2026-07-07  138  Azure schedule
  2027-04-07  superseded  2026-04-23  213  Azure schedule
  32,000 tokens in, 4,096 out
  GlobalStandard: canadacentral, centralus, eastus2, francecentral, southindia,
    swedencentral
  The schedule of 2026-09-02 lists this version twice, without saying why.
Azure OpenAI 2025-12-15: ga, until 2026-12-15, disputed, 23 days
  2026-12-15  decides     2026-09-02   81  Azure schedule, ARM canadacentral
                                           (quoted) (second row)
  2027-06-15  disputes    2026-09-02   81  Azure schedule, litellm 1.109.1,
                                           unrent 0.5.1 (first row)
  2026-12-15  superseded ~2026-01-31  295  Azure schedule (not before)
  The default version of gpt-realtime-mini (ARM, 2026-08-20).
  The schedule of 2026-09-02 lists this version twice. Its dates six months
    later came in one batch of edits: suspect until ARM confirms them.
OpenAI 2025-10-06: retired 2026-07-23, announced 2026-04-22
  2026-07-23  decides     2026-09-21   62  OpenAI deprecations page +2
OpenAI alias, 2025-12-15: deprecated since 2026-07-20, until 2027-01-20, 59 days
  2027-01-20  decides     2026-09-21   62  OpenAI deprecations page +4
  32,000 tokens in, 4,096 out
Voice Live: ga, until 2027-04-06, disputed, inferred, 135 days
  no schedule of its own: inferred from gpt-realtime-mini on Azure OpenAI
  Priced as Standard.
""")


def test_superseded_and_current(tmp_path: Path) -> None:
    assert printed("gpt-realtime-1.5", tmp_path) == snapshot("""\

gpt-realtime-1.5
Alive on Azure OpenAI, OpenAI and Voice Live.
As of 2026-11-22, from facts of 2026-11-22. A date is the end of its day, UTC.

  date        what it is  seen        age  said by
Azure OpenAI 2026-02-23: ga, until 2027-08-24, 275 days
  2027-08-24  decides     2026-09-02   81  Azure schedule +2
  2027-02-23  superseded  2026-07-07  138  Azure schedule
  32,000 tokens in, 4,096 out
  GlobalStandard: canadacentral, centralus, eastus2, francecentral, southindia,
    swedencentral
  A unit of capacity is 20 requests and 10,000 tokens a minute (ARM,
    2026-08-20).
OpenAI alias: ga, no retirement announced
  32,000 tokens in, 4,096 out
  No shutdown announced (openai-python 3.54.0, litellm 1.109.1).
Voice Live: ga, until 2027-08-24, inferred, 275 days
  no schedule of its own: inferred from gpt-realtime-1.5 on Azure OpenAI
  Priced as Pro.
""")


def head(name: str, as_of: date = TODAY) -> str:
    """The conclusion alone."""
    lines = [shown.text for shown in page(FACTS, FACTS.models(name), as_of)]
    return "\n".join(lines[1 : next(i for i, text in enumerate(lines) if text.startswith("As of"))])


def test_a_date_that_is_only_inferred_leaves_it_open() -> None:
    assert head("gpt-4o-transcribe") == snapshot("""\
Retired on Azure OpenAI. Alive on OpenAI. Not certain on Voice Live.
Each service has dates of its own: Azure OpenAI 2026-10-15, OpenAI 2027-02-26.
  On Azure it failed while OpenAI's date was still to come.
OpenAI: move to gpt-live-transcribe (no retirement announced).\
""")


def test_a_way_that_differs_by_version_names_the_version() -> None:
    assert head("gpt-4o-mini-transcribe") == snapshot("""\
Alive on OpenAI and Voice Live. On Azure OpenAI it depends on the version.
Each service has dates of its own: Azure OpenAI 2027-06-15, OpenAI 2027-02-26.
  Neither holds for the other.
Azure OpenAI: move to gpt-4o-mini-transcribe 2025-12-15 (until 2027-06-15, 205
  days).
OpenAI 2025-03-20: move to gpt-4o-mini-transcribe 2025-12-15 (no retirement
  announced).
OpenAI alias: move to gpt-live-transcribe (no retirement announced).\
""")


def test_an_unverified_date_in_a_dispute_is_called_so() -> None:
    assert head("gpt-realtime-2") == snapshot("""\
Retired on Azure OpenAI. Alive on OpenAI.
DISPUTED on Azure OpenAI 2026-05-06: 2026-08-31 or 2027-01-20 (unverified, 59
  days); 2026-08-31 warns and decides (Azure schedule).
Azure OpenAI: move to gpt-realtime-2.1 2026-07-07 (until 2027-06-25, disputed,
  215 days: too soon), so to gpt-realtime-1.5 2026-02-23 (until 2027-08-24, 275
  days).\
""")


def test_a_page_that_calls_it_by_another_state_is_named() -> None:
    lines = [shown.text for shown in page(FACTS, FACTS.models("gpt-realtime-2.1", "azure-openai"), TODAY)]
    assert "  Azure concept page on realtime 2 says ga (2026-09-21)" in lines


def test_a_model_of_which_little_is_known() -> None:
    assert head("gpt-4o") == snapshot("Alive on Voice Live.")


def test_on_the_day_of_the_question_it_was_gone_on_azure_and_not_on_openai() -> None:
    assert head("gpt-4o-realtime-preview-2024-12-17", date(2026, 4, 25)) == snapshot("""\
Retired on Azure OpenAI and Voice Live. Alive on OpenAI.
Each service has dates of its own: Azure OpenAI 2026-02-02 (gone by 2026-04-23),
  OpenAI 2026-05-07. On Azure it failed while OpenAI's date was still to come.
DISPUTED on Azure OpenAI 2024-12-17: 2026-02-02 or 2026-03-24 (unverified) or
  2026-04-30 (unverified, 5 days); 2026-02-02 warns and decides (Azure
  schedule).
Azure OpenAI: move to gpt-realtime 2025-08-28 (until 2027-03-02, 311 days).
OpenAI: move to gpt-realtime-1.5 (no retirement announced).
Voice Live: move to gpt-realtime-1.5 (until 2027-08-24, inferred, 486 days).\
""")


def test_the_page_of_the_seed_is_one_screen_and_concludes_first(tmp_path: Path) -> None:
    lines = printed("gpt-4o-realtime-preview", tmp_path).splitlines()
    assert len(lines) <= 41
    head = "\n".join(lines[:6])
    assert "2026-05-07" in head
    assert "2026-02-02" in head
    assert "2026-04-23" in head


@pytest.mark.parametrize("name", sorted({row.model for row in FACTS.models()}))
def test_no_page_is_wider_than_80_columns_nor_needs_more_than_a_plain_console(name: str) -> None:
    for as_of in (date(2026, 4, 19), TODAY, date(2027, 6, 1)):
        for shown in page(FACTS, FACTS.models(name), as_of):
            assert len(shown.text) <= 80, shown.text
            assert shown.text.isascii(), shown.text


def test_the_table_is_80_columns_wide_and_has_every_row() -> None:
    lines = [shown.text for shown in table(FACTS, FACTS.models(), TODAY)]
    assert max(map(len, lines)) <= 80
    assert len([text for text in lines if text.startswith("    ")]) == len(FACTS.models())


def test_a_row_of_an_overlay_stands_with_its_model(tmp_path: Path) -> None:
    extra = tmp_path / "extra.toml"
    extra.write_text(
        '[[model]]\nservice = "azure-openai"\nmodel = "gpt-realtime-mini"\nversion = "2026-11-01"\n'
        'states = [{ is = "ga", source = "own-arm", seen = 2026-11-22 }]\n',
        encoding="utf-8",
    )
    facts = catalog.load([extra])
    lines = [shown.text for shown in table(facts, facts.models(), TODAY)]
    assert lines.count("Azure OpenAI") == lines.count("  gpt-realtime-mini") - 2 == 1
    at = lines.index("  gpt-realtime-mini")
    assert [text.split()[0] for text in lines[at + 1 : at + 4]] == ["2025-10-06", "2025-12-15", "2026-11-01"]


def test_the_table_of_one_service(tmp_path: Path) -> None:
    done = models("--service", "azure-openai", *AS_OF, cwd=tmp_path)
    assert "\n" + "\n".join(done.stdout.splitlines()[:18]) == snapshot("""\

as of 2026-11-22, from facts of 2026-11-22; a date is the end of its day, UTC
! current dates disagree   ? unverified or inferred: it warns and never decides

Azure OpenAI
  gpt-4o-realtime-preview
    2024-10-01  retired     2025-03-26        -> gpt-realtime-1.5 2026-02-23
    2024-12-17  retired     2026-02-02        -> gpt-realtime-1.5 2026-02-23
    2025-06-03  retired     2026-03-24?       -> gpt-realtime-1.5 2026-02-23
  gpt-4o-mini-realtime-preview
    2024-12-17  retired     2026-03-24?
  gpt-4o-audio-preview
    2024-12-17  retired     2026-02-02        -> gpt-audio-1.5 2026-02-23
  gpt-4o-mini-audio-preview
    2024-12-17  retired     by 2026-04-23
  gpt-realtime
    2025-08-28  ga          2027-03-02   100  -> gpt-realtime-1.5 2026-02-23
  gpt-realtime-mini
    2025-10-06  ga          2027-04-06!  135\
""")
