"""Calendars and levers: neutral settings change nothing, dates count from their month on."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.levers.calendar import read_calendar, setting_at, settings_at
from sim.levers.registry import apply
from sim.levers.terms import TERMS, neutral_terms
from sim.params.parameters import load_parameters
from sim.params.quantity import ALWAYS, format_month, parse_month
from tests.helpers import REGISTRY, differing, run

PARAMETERS = load_parameters()
MONTHS = st.integers(1900 * 12, 2100 * 12)
LEVERS = st.sampled_from(list(REGISTRY.values()))


@st.composite
def lever_and_setting(draw):
    lever = draw(LEVERS)
    return lever, draw(st.floats(*lever.bounds))


@st.composite
def calendars(draw):
    """Dates with settings of one lever, in the order of the dates."""
    lever = draw(LEVERS)
    months = sorted(draw(st.sets(MONTHS, min_size=1, max_size=6)))
    return lever, [(month, draw(st.floats(*lever.bounds))) for month in months]


@given(month=MONTHS)
def test_a_month_is_read_as_it_is_written(month):
    assert parse_month(format_month(month)) == month


@given(calendars(), MONTHS)
def test_a_setting_holds_from_its_month_until_the_next(given_calendar, month):
    lever, dated = given_calendar
    written = {format_month(when): setting for when, setting in dated}
    calendar = read_calendar(written, lever, "levers")
    past = [setting for when, setting in dated if when <= month]
    assert setting_at(calendar, month, lever.neutral) == (past[-1] if past else lever.neutral)


@given(lever_and_setting(), MONTHS)
def test_a_plain_number_holds_from_the_start(given_lever, month):
    lever, setting = given_lever
    policy = {lever.id: read_calendar(setting, lever, "levers")}
    assert settings_at(policy, REGISTRY, month) == {lever.id: setting}


@given(calendars())
def test_dates_out_of_order_are_refused(given_calendar):
    lever, dated = given_calendar
    backwards = {format_month(when): setting for when, setting in reversed(dated)}
    if len(dated) > 1:
        with pytest.raises(InputError, match="ascend"):
            read_calendar(backwards, lever, "levers")


@given(LEVERS, st.floats(allow_nan=True, allow_infinity=True))
def test_only_settings_within_bounds_are_taken(lever, setting):
    low, high = lever.bounds
    if low <= setting <= high:
        assert read_calendar(setting, lever, "levers") == ((ALWAYS, setting),)
    else:
        with pytest.raises(InputError):
            read_calendar(setting, lever, "levers")


@given(st.lists(st.floats(-10, 10), min_size=len(TERMS), max_size=len(TERMS)))
def test_levers_at_neutral_leave_any_terms_as_they_are(values):
    terms = dict(zip(TERMS, values, strict=True))
    neutral = {name: lever.neutral for name, lever in REGISTRY.items()}
    assert apply(REGISTRY, neutral, terms, PARAMETERS) == terms


@given(st.lists(lever_and_setting(), max_size=8))
def test_terms_are_numbers_whatever_is_set(given_levers):
    settings = {lever.id: setting for lever, setting in given_levers}
    terms = apply(REGISTRY, settings, neutral_terms(), PARAMETERS)
    assert terms.keys() == TERMS.keys()
    assert all(math.isfinite(value) for value in terms.values())


@given(st.lists(lever_and_setting(), max_size=8), st.randoms())
def test_the_order_of_settings_does_not_matter(given_levers, random):
    settings = {lever.id: setting for lever, setting in given_levers}
    shuffled = list(settings.items())
    random.shuffle(shuffled)
    one, other = (
        apply(REGISTRY, dict(chosen), neutral_terms(), PARAMETERS)
        for chosen in (settings.items(), shuffled)
    )
    assert one == other


@pytest.mark.parametrize("end", [0, 1], ids=["lowest", "highest"])
@pytest.mark.parametrize("origin", ["MDA", "SOM"])
def test_no_hazard_exceeds_its_bound_with_all_levers_at_an_end(origin, end):
    """A hazard above the bound of the clock would stop the run."""
    extreme = {name: lever.bounds[end] for name, lever in REGISTRY.items()}
    extreme["resettlement"] = 0.0  # more places than half of the refugees stop a run, as told
    assert run(extreme, origin, months=26, persons_per_agent=1000).data["persons"].sum() > 0


@pytest.fixture(scope="module", params=["MDA", "SOM"])
def untouched(request):
    return request.param, run({}, request.param, months=14)


def test_all_levers_at_neutral_change_no_bit_of_a_run(untouched):
    origin, record = untouched
    neutral = {name: lever.neutral for name, lever in REGISTRY.items()}
    assert differing(record, run(neutral, origin, months=14)) == []


@pytest.mark.parametrize("name", REGISTRY)
def test_a_lever_at_neutral_changes_no_bit_of_a_run(untouched, name):
    origin, record = untouched
    assert differing(record, run({name: REGISTRY[name].neutral}, origin, months=14)) == []
