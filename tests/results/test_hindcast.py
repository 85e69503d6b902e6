"""The hindcast: naive forecasts and scores by hand, on made-up series and a made-up result."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from sim.params.quantity import parse_month
from sim.results.dataset import build_dataset
from sim.results.hindcast import Hindcast, account, hindcast_of, window_of
from sim.results.hindcast_choices import choices_for
from sim.results.hindcast_lines import compare
from sim.results.hindcast_plots import hindcast_png, panels
from sim.results.hindcast_report import render_hindcast
from sim.results.hindcast_series import Choice, Observations
from sim.results.hindcast_tables import report_rows, score_rows, series_rows
from sim.results.observed import OBSERVABLES, PERMITS, REGISTERED
from sim.results.outcomes import BY_NAME
from sim.results.scoring import persistence, trend
from sim.vocabulary import LIVING, Channel, label
from tests.results.conftest import PLACES, Settings, make_record

YEARS = range(2008, 2016)
ITALY, ROMANIA = PLACES.index("ITA"), PLACES.index("ROU")


@dataclass(frozen=True)
class Figure:
    """An observed figure, as the tables of the world give it."""

    series: str
    dest: str
    year: int
    value: float
    source: str = "made_up"


def figures(series, dest, values):
    return [Figure(series, dest, year, float(value)) for year, value in values.items()]


def blank(months=96):
    """A record of the right shapes with nothing in it."""
    record = make_record(0, False, months)
    record.data = {name: np.zeros_like(values) for name, values in record.data.items()}
    return record


def result(records, world, months=96):
    attrs = {"version": "0", "configuration": ""}
    pairs = {"baseline": [blank(months) for _ in records], "reform": records}
    return build_dataset(pairs, world, Settings(months=months), attrs)


@pytest.fixture
def asylum(world):
    """Two replicates with 9 and 11 applications a month in Italy, 1 in Romania, in the reform."""
    records = [blank(), blank()]
    for record, count in zip(records, (9, 11), strict=True):
        record.data["asylum_applications"][:, 0, ITALY] = count
        record.data["asylum_applications"][:, 0, ROMANIA] = 1
    return result(records, world)


def past(dataset, observed, *calibrated, **more):
    """The hindcast of Moldova alone."""
    return hindcast_of(dataset, {"MDA": observed}, *calibrated, **more)


def score(dataset, observed, choice, **more):
    (found,) = past(dataset, observed, choices=[choice], **more).scores
    return found


def test_persistence_holds_the_last_known_value():
    assert persistence({2008: 4.0, 2009: 7.0, 2010: 99.0}, (2008, 2009), (2010, 2015)) == {
        2010: 7.0, 2015: 7.0,
    }  # fmt: skip


def test_the_trend_goes_on_along_the_line_and_stops_at_zero():
    observed = {2007: 30.0, 2008: 20.0, 2009: 10.0}
    assert trend(observed, (2007, 2008, 2009), (2010, 2012)) == pytest.approx({2010: 0.0, 2012: 0})
    falling = {2008: -10.0, 2009: -20.0}
    assert trend(falling, (2008, 2009), (2011,)) == pytest.approx({2011: -40.0})


def test_the_trend_of_one_known_year_is_persistence():
    assert trend({2012: 5.0, 2013: 9.0}, (2012,), (2013, 2015)) == {2013: 5.0, 2015: 5.0}


def test_scores_are_those_on_paper(asylum):
    observed = figures("asylum_unhcr", "ITA", {2008: 60, 2009: 80, 2010: 100, 2011: 140})
    found = score(asylum, observed, Choice("asylum_unhcr", "ITA"))
    assert found.line.known == (2008, 2009)
    assert found.years == (2010, 2011)
    assert found.model == 120.0  # 12 months, mean of 9 and 11
    assert found.mae == pytest.approx((20 + 20) / 2 / 120)
    assert found.rmse == pytest.approx(20 / 120)
    assert found.mae_persistence == pytest.approx((20 + 60) / 2 / 120)
    assert found.rmse_persistence == pytest.approx(np.sqrt((20**2 + 60**2) / 2) / 120)
    assert found.mae_trend == pytest.approx((0 + 20) / 2 / 120)
    assert found.skill("mae", "persistence") == pytest.approx(0.5)
    assert found.skill("mae", "trend") == pytest.approx(-1.0)
    assert found.verdict == "beats persistence, loses to trend"
    assert found.coverage == 0.0  # the band of 108 and 132 holds neither 100 nor 140


def test_coverage_counts_the_years_inside_the_band(asylum):
    observed = figures("asylum_unhcr", "ITA", {2009: 1, 2010: 120, 2011: 125, 2012: 500, 2013: 0})
    assert score(asylum, observed, Choice("asylum_unhcr", "ITA")).coverage == pytest.approx(0.5)


def test_losing_is_reported_as_losing(asylum):
    observed = figures("asylum_unhcr", "ITA", {2009: 500, 2010: 501, 2011: 499})
    assert score(asylum, observed, Choice("asylum_unhcr", "ITA")).verdict == "loses to both"


def test_a_model_without_a_case_is_called_so(world):
    observed = figures("asylum_unhcr", "ITA", {2009: 500, 2010: 10, 2011: 10})
    found = score(result([blank()], world), observed, Choice("asylum_unhcr", "ITA"))
    assert found.verdict == "beats both (none simulated)"
    assert np.isnan(found.coverage)


def test_a_series_of_one_year_is_not_scorable_but_shown(asylum):
    observed = figures("asylum_first_time", "ITA", {2013: 200})
    hindcast = past(asylum, observed, choices=[Choice("asylum_first_time", "ITA", 1)])
    (found,) = hindcast.scores
    assert found.verdict == "not scorable"
    assert (found.observed, found.model) == (200.0, 120.0)
    assert hindcast.tally()["scored"] == 0
    assert hindcast.tally()["not_scorable"] == 1
    assert hindcast_png(hindcast).startswith(b"\x89PNG")


def test_a_series_that_is_always_zero_was_not_measured(asylum):
    nothing = figures("births", "MDA", dict.fromkeys(range(2005, 2016), 0))
    assert not Observations(nothing).series()
    assert not past(asylum, nothing, choices=[Choice("births", "MDA")]).lines
    early = figures("births", "MDA", {2008: 5, 2009: 0, 2010: 0, 2011: 0})
    (found,) = past(asylum, early, choices=[Choice("births", "MDA")]).scores
    assert found.verdict == "not scorable"  # no error is relative to nothing
    assert not Observations(figures("births", "MDA", {2010: 0, 2020: 5})).series()


def test_a_series_that_starts_late_is_known_in_its_first_year(asylum):
    observed = figures("asylum_first_time", "EU", {2012: 10, 2013: 20, 2015: 40})
    found = score(asylum, observed, Choice("asylum_first_time", "EU"))
    assert found.line.known == (2012,)
    assert found.years == (2013, 2015)
    assert found.model == 132.0  # Italy and Romania


def test_the_sum_over_states_takes_those_with_every_year(asylum):
    observed = [
        *figures("asylum_unhcr", "ITA", dict.fromkeys(YEARS, 100)),
        *figures("asylum_unhcr", "ROU", {2008: 10_000, 2015: 10_000}),
        *figures("asylum_unhcr", "EU", dict.fromkeys(YEARS, 7)),
        *figures("asylum_unhcr", "XXX", dict.fromkeys(YEARS, 7)),
    ]
    found = score(asylum, observed, Choice("asylum_unhcr", "REPORTING"))
    assert found.observed == 100.0
    assert found.model == 120.0
    assert "XXX" in Observations(observed).reporting("asylum_unhcr")


def test_stocks_are_read_at_their_date_and_status(world):
    record = blank()
    worker, mover = (
        [label(s) for s in LIVING].index(name) for name in ("worker", "free_mover")
    )  # fmt: skip
    record.data["persons"][:, 0, ITALY, worker] = np.arange(96)
    record.data["persons"][:, 0, ITALY, mover] = 1000
    dataset = result([record], world)
    observed = [
        *figures("stock", "ITA", {2009: 1, 2010: 1}),
        *figures("valid_permits", "ITA", {2009: 1, 2010: 1}),
    ]
    choices = [Choice("stock", "ITA"), Choice("valid_permits", "ITA")]
    stock, permits = past(dataset, observed, choices=choices).lines
    assert stock.model[2010] == 24 + 5 + 1000  # end of June
    assert permits.model[2010] == 24 + 11  # end of December, no free movers


def test_net_migration_is_the_balance_at_home(world):
    record = blank()
    record.data["moves"][:, 0, 0, Channel.LABOUR] = -10
    record.data["moves"][:, 0, 0, Channel.RETURN_VOLUNTARY] = 4
    observed = figures("net_migration_wdi", "MDA", {2009: -80, 2010: -80})
    found = score(result([record], world), observed, Choice("net_migration_wdi", "MDA"))
    assert found.model == -72.0
    assert found.mae == pytest.approx(8 / 80)


def test_issued_visas_are_those_applied_for_and_not_refused(world):
    record = blank()
    record.data["visa_applications"][:, 0, ITALY] = 10
    record.data["visa_refusals"][:, 0, ITALY] = 3
    observed = figures("visas_issued", "ITA", {2009: 80, 2010: 84})
    found = score(result([record], world), observed, Choice("visas_issued", "ITA"))
    assert found.model == 84.0


def test_years_that_were_not_simulated_are_not_scored(world):
    observed = figures("births", "MDA", dict.fromkeys(range(2005, 2016), 100))
    found = score(result([blank(36)], world, 36), observed, Choice("births", "MDA"))
    assert found.years == (2010,)


def test_series_fitted_to_are_marked_and_counted_apart(asylum):
    observed = [
        *figures("asylum_unhcr", "ITA", {2009: 100, 2010: 120}),
        *figures("births", "MDA", {2009: 100, 2010: 120}),
    ]
    hindcast = past(asylum, observed, {"births": ("life.births",)})
    rows = {row["series"]: row for row in score_rows(hindcast)}
    assert rows["births"]["used_for_calibration"] == "yes"
    assert rows["births"]["calibrated_parameters"] == "life.births"
    assert rows["asylum_unhcr"]["used_for_calibration"] == "no"
    assert hindcast.tally()["not_calibrated"] == 1
    assert "1 of them helped to calibrate" in hindcast.note()


def test_rows_say_what_is_known_and_what_is_scored(asylum):
    observed = figures("asylum_unhcr", "ITA", {2008: 60, 2009: 80, 2010: 100})
    hindcast = past(asylum, [*observed, Figure("odd", "ITA", 2010, 1.0)],
                           choices=[Choice("asylum_unhcr", "ITA", 1)])  # fmt: skip
    roles = {row["year"]: row["role"] for row in series_rows(hindcast)}
    assert [roles[year] for year in (2008, 2009, 2010, 2015)] == ["known", "known", "scored", ""]
    assert hindcast.not_compared == ("odd",)
    assert len({tuple(row) for row in report_rows(hindcast)}) == 1


def test_page_and_picture_hold_every_series_and_fetch_nothing(asylum):
    observed = [
        *figures("asylum_unhcr", "ITA", {2008: 60, 2009: 80, 2010: 100, 2012: 90}),
        *figures("net_migration_wdi", "MDA", {2008: -60, 2009: -80, 2010: -100}),
        *figures("net_migration_gaskin_abel", "MDA", {2009: -10, 2010: -20}),
    ]
    choices = [
        Choice("asylum_unhcr", "ITA", 2),
        Choice("net_migration_wdi", "MDA", 1),
        Choice("net_migration_gaskin_abel", "MDA", 1),
    ]
    hindcast = past(asylum, observed, choices=choices)
    assert [len(group) for group in panels(hindcast)] == [2, 1]
    picture = hindcast_png(hindcast)
    assert picture.startswith(b"\x89PNG")
    information = {"window": [2010, 2015], "replicates": 2, "hashes": {}}
    page = render_hindcast(hindcast, picture, "Made up", information, "Not what happened")
    assert "Asylum applications (UNHCR), Italy" in page
    assert "Not what happened" in page
    assert "http" not in page.replace("http-equiv", "")


@pytest.mark.parametrize("observable", OBSERVABLES, ids=lambda observable: observable.id)
def test_every_observable_names_an_outcome_and_its_labels(observable):
    outcome = BY_NAME[observable.outcome]
    assert set(observable.select) <= set(outcome.dims)
    assert observable.minus == "" or observable.minus in BY_NAME
    assert observable.everywhere or "place" in outcome.dims
    assert observable.fold in ("sum", "mean", "last")
    assert (observable.fold == "sum") == (outcome.kind == "flow")


def test_permits_and_registers_leave_out_those_who_need_none():
    assert "free_mover" not in PERMITS
    assert "overstayer" not in PERMITS
    assert not {"seasonal", "short_stay", "smuggled"} & set(REGISTERED)


SEVERAL = ("MDA", "UKR", "GEO", "ARM")


@dataclass(frozen=True)
class Several(Settings):
    """Four origins."""

    origins: tuple[str, ...] = SEVERAL
    months: int = 96


@pytest.fixture
def neighbours(world):
    """1 to 4 applications a month in Italy by origin; in the second replicate twice as many."""
    records = [blank(), blank()]
    for times, record in enumerate(records, start=1):
        record.data = {k: np.repeat(v, len(SEVERAL), axis=1) for k, v in record.data.items()}
        record.persons_at_start = np.repeat(record.persons_at_start, len(SEVERAL), axis=0)
        for number in range(len(SEVERAL)):
            record.data["asylum_applications"][:, number, ITALY] = times * (number + 1)
    attrs = {"version": "0", "configuration": ""}
    return build_dataset({"baseline": records}, world, Several(), attrs)


def together(dataset, observed, choices, **more):
    """The hindcast of all four, under the baseline."""
    targets = {origin: observed.get(origin, ()) for origin in SEVERAL}
    return hindcast_of(dataset, targets, choices=choices, policy="baseline", **more)


def test_a_sum_is_over_the_origins_that_have_every_year_of_most(neighbours):
    whole = dict.fromkeys(range(2009, 2016), 10)
    observed = {
        "MDA": figures("asylum_unhcr", "ITA", whole | {2020: 99}),
        "UKR": figures("asylum_unhcr", "ITA", whole),
        "GEO": figures("asylum_unhcr", "ITA", {2009: 10, 2015: 10}),
        "ARM": figures("asylum_unhcr", "ITA", whole),
    }
    (line,) = together(neighbours, observed, [Choice("asylum_unhcr", "ITA", 1, "ALL")]).lines
    assert line.members == ("MDA", "UKR", "ARM")
    assert line.observed == dict.fromkeys(range(2009, 2016), 30)
    assert line.model[2012] == 1.5 * 12 * (1 + 2 + 4)  # mean of two replicates, three origins
    assert line.label == "Asylum applications (UNHCR), Italy"
    (row,) = score_rows(Hindcast((line,), (2010, 2015), 2, origins=4))
    assert (row["origin"], row["origins"]) == ("ALL", "MDA UKR ARM")


def test_an_origin_keeps_its_own_series_beside_the_sum(neighbours):
    observed = {o: figures("asylum_unhcr", "ITA", {2009: 10, 2010: 10}) for o in SEVERAL}
    choices = [
        Choice("asylum_unhcr", "ITA", 0, "UKR"), Choice("asylum_unhcr", "ITA", 1, "ALL"),
    ]  # fmt: skip
    hindcast = together(neighbours, observed, choices)
    assert [line.choice.origin for line in hindcast.lines] == ["ALL", "UKR"]
    assert [line.label for line in hindcast.lines] == [
        "Asylum applications (UNHCR), Italy", "UKR: asylum applications (UNHCR), Italy",
    ]  # fmt: skip
    assert [line.model[2010] for line in hindcast.lines] == [1.5 * 12 * 10, 1.5 * 12 * 2]
    assert "Sums are over 4 of 4 origins" in hindcast.note()
    assert [row["Origins"] for row in report_rows(hindcast)] == ["4", "1"]


def test_of_many_origins_sums_and_the_emigrants_of_each_are_chosen():
    def observed(origin, size):
        found = [
            *figures("stock", "WLD", {2005: size, 2010: size}),
            *figures("stock", "EU", {2005: size / 2, 2010: size / 2}),
            *figures("births", origin, dict.fromkeys(range(2005, 2016), 5)),
            *figures("poverty_headcount_8_30", origin, {2009: 0.5, 2010: 0.5}),
        ]
        return Observations(found, (), origin)

    few = {origin: observed(origin, 10) for origin in SEVERAL}
    chosen = [(c.origin, c.series, c.place) for c in choices_for(few)]
    sums = [("ALL", "stock", "WLD"), ("ALL", "stock", "EU"), ("ALL", "births", "HOME")]
    assert chosen == [*sums, *((origin, "stock", "WLD") for origin in SEVERAL)]
    two = {origin: few[origin] for origin in SEVERAL[:2]}
    assert ("UKR", "poverty_headcount_8_30", "UKR") in [
        (c.origin, c.series, c.place) for c in choices_for(two)
    ]
    many = {f"O{n:02}": observed(f"O{n:02}", n + 1) for n in range(30)}
    own = [c.origin for c in choices_for(many) if c.origin != "ALL"]
    assert own == [f"O{n:02}" for n in range(10, 30)]  # the twenty with most emigrants


def test_the_range_of_draws_is_counted_apart_from_chance(asylum):
    observed = figures("asylum_unhcr", "ITA", {2009: 100, 2010: 120, 2011: 300, 2012: 50})
    choice = Choice("asylum_unhcr", "ITA", 1)
    compared = compare(asylum, "reform", {"MDA": Observations(observed)}, [choice])
    wide = {year: np.array([40.0, 90.0, 200.0]) for year in compared[0].model}
    drawn = [replace(compared[0], model=wide)]
    hindcast = account(compared, (2010, 2015), {}, drawn, replicates=2, draws=3)
    (found,) = hindcast.scores
    assert found.coverage == pytest.approx(1 / 3)  # 120, within 108 and 132
    assert found.coverage_draws == pytest.approx(2 / 3)  # not 300
    assert hindcast.tally()["coverage_draws"] == pytest.approx(2 / 3)
    assert "67 % lie within the range of 3 runs with other parameters" in hindcast.note()
    (row,) = report_rows(hindcast)
    assert (row["Within band"], row["Within range of draws"]) == ("33 %", "67 %")
    assert [row["draws_high"] for row in series_rows(hindcast) if row["year"] == 2010] == [200.0]
    alone = account(compared, (2010, 2015), {}, replicates=2)
    assert alone.tally()["coverage_draws"] is None
    assert "Within range of draws" not in report_rows(alone)[0]


@pytest.mark.parametrize(
    ("first", "last", "window"),
    [
        ("2008-01", "2030-12", (2010, 2015)),
        ("2010-01", "2015-12", (2010, 2015)),
        ("2010-02", "2015-12", (2011, 2015)),
        ("2012-01", "2014-11", (2012, 2013)),
        ("2008-01", "2009-12", None),
        ("2016-01", "2030-12", None),
    ],
)
def test_scored_are_the_whole_years_that_a_horizon_holds(first, last, window):
    start, end = parse_month(first), parse_month(last)
    assert window_of(start, end - start + 1) == window
