"""Calendars: settings by date, and the rule that ties facilitation to readmission."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.levers.calendar import check_partnership, read_calendar, read_policy, setting_at
from sim.levers.registry import standard_registry
from sim.params.quantity import format_month, parse_month

REGISTRY = standard_registry()
VISA_FREE = REGISTRY["visa_free"]
APRIL = 2014 * 12 + 3


def test_a_number_holds_from_the_start():
    calendar = read_calendar(0.5, VISA_FREE, "levers.visa_free")
    assert setting_at(calendar, 1900 * 12, VISA_FREE.neutral) == 0.5


@pytest.mark.parametrize("day", ["2014-04-01", "2014-04-28", "2014-04"])
def test_a_change_takes_effect_in_the_month_of_its_date(day):
    calendar = read_calendar({day: 1.0}, VISA_FREE, "levers.visa_free")
    assert setting_at(calendar, APRIL - 1, VISA_FREE.neutral) == 0.0
    assert setting_at(calendar, APRIL, VISA_FREE.neutral) == 1.0


def test_a_bare_year_is_its_january():
    assert read_calendar({2014: 1}, VISA_FREE, "x") == ((2014 * 12, 1.0),)


@given(month=st.integers(1 * 12, 9999 * 12 + 11))
def test_a_month_survives_being_written(month):
    assert parse_month(format_month(month)) == month


@given(values=st.lists(st.floats(0, 1), min_size=1, max_size=8), month=st.integers(0, 200))
def test_the_setting_in_force_is_the_last_one_dated(values, month):
    calendar = read_calendar(
        {format_month(24096 + 12 * i): value for i, value in enumerate(values)}, VISA_FREE, "x"
    )
    dated = [value for i, value in enumerate(values) if 12 * i <= month]
    assert setting_at(calendar, 24096 + month, 0.0) == dated[-1]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.4, r"x: 1.4 \[1\] is outside \[0, 1\]"),
        (math.nan, "nan"),
        (math.inf, "inf"),
        (True, "True is not a number"),
        ("much", "'much' is not a number"),
        (None, "None is not a number"),
        ([1.0], "is not a number"),
        ({}, "has no date"),
        ({"2014-04-28": 2}, "x on 2014-04-28: 2"),
        ({"2014-04-31": 1}, "'2014-04-31' is not a date"),
        ({"spring": 1}, "'spring' is not a date"),
        ({True: 1}, "True is not a date"),
        ({"2014-04-28": 1, "2008": 0}, "x on 2008: stands after 2014-04"),
        ({"2014-04-01": 1, "2014-04-28": 0}, "second value in 2014-04"),
        ({"2014-04-28": "yes"}, "'yes' is not a number"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused(value, words):
    with pytest.raises(InputError, match=words):
        read_calendar(value, VISA_FREE, "x")


def test_an_unknown_lever_is_answered_with_the_nearest_first():
    with pytest.raises(InputError, match="'visa_fre' does not exist; nearest are visa_free"):
        read_policy({"visa_fre": 1}, REGISTRY, "scenario.yaml: levers")


def policy(**levers):
    return read_policy(levers, REGISTRY, "levers")


def test_facilitation_without_readmission_is_refused_inside_a_partnership():
    lone = policy(mobility_partnership={"2008-06": 1}, visa_facilitation={"2010-01": 1})
    with pytest.raises(InputError, match="in 2010-01 without readmission_agreement"):
        check_partnership(lone, "levers")


def test_readmission_that_comes_later_or_ends_early_is_refused():
    later = policy(
        mobility_partnership=1, visa_facilitation=1, readmission_agreement={"2009-01": 1}
    )
    early = policy(
        mobility_partnership=1,
        visa_facilitation=1,
        readmission_agreement={"2008-01": 1, "2012-01": 0},
    )
    for wrong in (later, early):
        with pytest.raises(InputError, match="readmission_agreement"):
            check_partnership(wrong, "levers")


def test_facilitation_with_readmission_or_outside_a_partnership_is_allowed():
    check_partnership(policy(visa_facilitation=1), "levers")
    check_partnership(policy(mobility_partnership=1), "levers")
    check_partnership(
        policy(mobility_partnership=1, visa_facilitation=1, readmission_agreement=1), "levers"
    )
