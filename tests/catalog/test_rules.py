"""The rules, on rows made for the purpose and on whatever hypothesis thinks of."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rtdoctor import catalog
from rtdoctor.catalog import rules
from rtdoctor.catalog.days import days_left, is_past, utc_day
from rtdoctor.catalog.rows import OWN_ARM, DateClaim, Gone, LimitClaim, Source, State, StateClaim
from rtdoctor.catalog.rules import LiveModel

FACTS = catalog.load()
DAY = date(2027, 3, 2)
SEEN = date(2026, 9, 2)

SOURCES = {
    key: Source(key, key, key, SEEN, authority, key, "published")  # type: ignore[arg-type]
    for key, authority in {
        OWN_ARM: "own-arm",
        "page": "schedule",
        "dump": "quoted-arm",
        "howto": "provider",
        "blog": "third-party",
    }.items()
}


def claim(on: date, source: str = "page", **changes: object) -> DateClaim:
    made = DateClaim(on, source, SEEN, None, "retires", False, False, "", "")
    return made._replace(**changes)  # type: ignore[arg-type]


def ga(seen: date = SEEN, state: State = "ga") -> tuple[StateClaim, ...]:
    return (StateClaim(state, "page", seen, False, ""),)


def standing(
    dates: list[DateClaim], as_of: date | datetime = SEEN, gone: Gone | None = None, **options: object
) -> rules.Standing:
    states = options.pop("states", ga())
    return rules.standing(states, tuple(dates), gone, SOURCES.__getitem__, as_of, **options)  # type: ignore[arg-type]


# --- a date is the end of its day, UTC --------------------------------------------------------------------

zones = st.one_of(
    st.sampled_from(["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata", "Europe/Stockholm"]).map(
        ZoneInfo
    ),
    st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
days = st.dates(date(2025, 1, 1), date(2030, 12, 31))


@given(days, zones)
def test_a_day_lasts_until_midnight_utc_wherever_the_clock_hangs(day: date, zone: timezone) -> None:
    last_minute = datetime.combine(day, time(23, 59, 59), timezone.utc).astimezone(zone)
    midnight = last_minute + timedelta(seconds=1)
    assert not is_past(day, last_minute)
    assert is_past(day, midnight)
    assert days_left(day, last_minute) == 0
    assert days_left(day, midnight) == -1


@given(days, st.times(), zones)
def test_the_same_moment_is_the_same_day_in_every_zone(day: date, at: time, zone: timezone) -> None:
    moment = datetime.combine(day, at, timezone.utc)
    assert utc_day(moment.astimezone(zone)) == day


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        utc_day(datetime(2027, 3, 2, 12, 0))


def test_retired_after_the_day_and_not_on_it() -> None:
    assert standing([claim(DAY)], DAY).state == "ga"
    assert standing([claim(DAY)], DAY + timedelta(days=1)).state == "retired"
    west = datetime(2027, 3, 2, 18, 0, tzinfo=timezone(timedelta(hours=-8)))  # 02:00 UTC of the next day
    assert standing([claim(DAY)], west).state == "retired"


# --- the state never comes back -----------------------------------------------------------------------------

claims = st.builds(
    claim,
    days,
    st.sampled_from(sorted(SOURCES)),
    kind=st.sampled_from(["retires", "not-before", "deprecated", "announced"]),
    superseded=st.booleans(),
    unverified=st.booleans(),
    sku=st.sampled_from(["", "GlobalStandard", "Standard"]),
)
tombstones = st.one_of(st.none(), st.builds(Gone, days, st.just("page"), st.just("gone"), st.booleans()))
lives = st.one_of(
    st.none(),
    st.builds(
        LiveModel,
        st.sampled_from(["Deprecated", "Deprecating", "GenerallyAvailable", "Preview", "Stable", "Legacy"]),
        st.one_of(st.none(), days),
        days,
    ),
)


@given(
    st.lists(claims, max_size=6),
    tombstones,
    lives,
    st.sampled_from(["", "GlobalStandard"]),
    st.sampled_from(["ga", "preview", "deprecated", "retired"]),
    days,
    days,
)
def test_what_is_retired_stays_retired(
    dates: list[DateClaim],
    gone: Gone | None,
    live: LiveModel | None,
    sku: str,
    state: State,
    one: date,
    other: date,
) -> None:
    earlier, later = sorted((one, other))
    judge = [
        standing(dates, day, gone, live=live, sku=sku, states=ga(state=state)) for day in (earlier, later)
    ]
    if judge[0].state == "retired":
        assert judge[1].state == "retired"


@given(days, days)
def test_no_shipped_row_comes_back(one: date, other: date) -> None:
    earlier, later = sorted((one, other))
    for row in FACTS.models():
        if FACTS.state(row, earlier).state == "retired":
            assert FACTS.state(row, later).state == "retired", row.name


@given(st.lists(claims, max_size=6), days)
def test_what_decides_is_one_of_the_current_dates_and_the_earliest_warns(
    dates: list[DateClaim], as_of: date
) -> None:
    found = standing(dates, as_of)
    current = rules.current(dates)
    assert found.retires in {c.on for c in current} | {None}
    assert found.warns == min((c.on for c in current), default=None)
    if found.retires:
        assert found.warns
        assert found.warns <= found.retires
        assert found.days_left == (found.retires - as_of).days
    if all(c.unverified for c in current):
        assert found.state != "retired"


# --- who decides --------------------------------------------------------------------------------------------


def test_superseded_is_not_conflict() -> None:
    found = standing([claim(DAY, superseded=True), claim(date(2027, 8, 24))])
    assert (found.conflict, found.basis, found.retires) == (False, "published", date(2027, 8, 24))
    assert found.warns == date(2027, 8, 24)


def test_current_dates_that_disagree_are_a_conflict_and_authority_decides() -> None:
    page, blog = claim(date(2027, 8, 24)), claim(DAY, "blog")
    found = standing([blog, page])
    assert (found.conflict, found.basis) == (True, "conflict")
    assert (found.retires, found.decided_by, found.warns) == (date(2027, 8, 24), "page", DAY)
    past_the_earliest = standing([blog, page], date(2027, 6, 1))
    assert past_the_earliest.state == "ga"


def test_a_dispute_about_the_past_is_none() -> None:
    found = standing([claim(DAY), claim(date(2027, 4, 1), "blog")], date(2027, 5, 1))
    assert (found.state, found.conflict) == ("retired", False)


@pytest.mark.parametrize(
    ("sources", "decides"),
    [
        (["blog", "howto", "dump", "page", OWN_ARM], OWN_ARM),
        (["blog", "howto", "dump", "page"], "page"),
        (["blog", "howto", "dump"], "dump"),
        (["blog", "howto"], "howto"),
    ],
)
def test_the_order_of_authority(sources: list[str], decides: str) -> None:
    dates = [claim(DAY + timedelta(days=n), source) for n, source in enumerate(sources)]
    assert standing(dates).decided_by == decides


def test_a_page_that_contradicts_itself_is_settled_by_the_next_authority_that_agrees() -> None:
    twice = [claim(date(2026, 9, 21)), claim(date(2027, 4, 6))]
    assert standing(twice).retires == date(2026, 9, 21), "alone, the earliest"
    assert standing([*twice, claim(date(2027, 4, 6), "dump")]).retires == date(2027, 4, 6)
    strange = [*twice, claim(date(2028, 1, 1), "dump"), claim(date(2027, 4, 6), "blog")]
    assert standing(strange).retires == date(2027, 4, 6), "one that names neither says nothing"


def test_what_is_unverified_warns_and_does_not_decide() -> None:
    found = standing([claim(DAY, "blog", unverified=True)], DAY + timedelta(days=1))
    assert (found.state, found.verified, found.retires) == ("unknown", False, DAY)
    beside = standing([claim(DAY, unverified=True), claim(date(2027, 8, 24), "blog")])
    assert (beside.retires, beside.warns, beside.conflict) == (date(2027, 8, 24), DAY, True)


def test_not_before_is_no_date_of_retirement() -> None:
    found = standing([claim(DAY, kind="not-before")], date(2030, 1, 1))
    assert (found.state, found.retires, found.warns) == ("ga", None, None)


def test_a_date_of_another_sku_is_not_asked() -> None:
    dates = [claim(DAY, sku="Standard"), claim(date(2027, 8, 24), sku="GlobalStandard")]
    assert standing(dates, sku="GlobalStandard").retires == date(2027, 8, 24)
    assert standing(dates, sku="Standard").retires == DAY
    assert standing(dates).conflict


def test_an_announced_closing_counts_unless_the_state_was_seen_later() -> None:
    closing = claim(date(2026, 8, 28), kind="deprecated")
    assert standing([closing], date(2026, 10, 1), states=ga(date(2026, 8, 1))).state == "deprecated"
    assert standing([closing], date(2026, 10, 1), states=ga(date(2026, 9, 2))).state == "ga"


def test_a_tombstone_counts_from_the_day_it_was_seen_gone() -> None:
    gone = Gone(date(2026, 4, 23), "page", "no row any more", False)
    assert standing([], date(2026, 4, 22), gone).state == "ga"
    assert standing([], date(2026, 4, 23), gone).state == "retired"


# --- what ARM says, in Azure's own order --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lifecycle", "inference", "state"),
    [
        ("Deprecated", None, "retired"),
        ("Deprecated", date(2030, 1, 1), "retired"),
        ("Deprecating", None, "deprecated"),
        ("Deprecating", date(2020, 1, 1), "deprecated"),
        ("GenerallyAvailable", date(2020, 1, 1), "retired"),
        ("Preview", date(2020, 1, 1), "retired"),
        ("GenerallyAvailable", date(2030, 1, 1), "ga"),
        ("GenerallyAvailable", SEEN, "ga"),
        ("Stable", None, "ga"),
        ("Preview", None, "preview"),
        ("SomethingNew", None, "unknown"),
    ],
)
def test_the_order_of_azure(lifecycle: str, inference: date | None, state: State) -> None:
    found = standing([claim(DAY)], live=LiveModel(lifecycle, inference, SEEN))
    assert (found.state, found.basis) == (state, "live")


def test_live_data_decides_over_the_page_and_is_shown_beside_it() -> None:
    found = standing([claim(DAY)], live=LiveModel("GenerallyAvailable", date(2027, 6, 15), SEEN))
    assert (found.retires, found.decided_by, found.warns) == (date(2027, 6, 15), OWN_ARM, DAY)
    assert found.conflict
    assert {c.on for c in found.dates} == {DAY, date(2027, 6, 15)}


def test_live_status_is_of_the_day_it_was_asked() -> None:
    """`Deprecating` today does not keep a model alive past its date when a later day is asked about."""
    live = LiveModel("Deprecating", date(2027, 1, 1), SEEN)
    assert standing([], date(2027, 2, 1), live=live).state == "retired"


# --- limits -------------------------------------------------------------------------------------------------


def test_limits_of_equal_authority_that_differ_are_disputed_and_the_smaller_counts() -> None:
    two = [LimitClaim(n, 4096, None, "howto", SEEN, False, "") for n in (256_000, 32_000)]
    assert rules.limits(two, SOURCES.__getitem__) == rules.Limits(32_000, 4_096, None, True)
    assert rules.limits([], SOURCES.__getitem__) is None


# --- what follows another service ---------------------------------------------------------------------------


@given(st.lists(days, min_size=1, max_size=4), days)
def test_inference_lasts_as_long_as_the_last_version_and_never_retires(ends: list[date], as_of: date) -> None:
    own = standing([], as_of)
    found = rules.inferred(own, [standing([claim(day)], as_of) for day in ends], as_of)
    assert found.basis == "inferred"
    assert found.retires == max(ends)
    assert found.state == ("unknown" if as_of > max(ends) else "ga")
    assert not found.verified
    alive = [day for day in ends if day >= as_of]
    assume(alive)
    assert found.warns == min(alive)
