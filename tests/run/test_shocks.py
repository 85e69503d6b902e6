"""Shocks of a scenario, written in its parameters: what they do, what is refused (ODD 7.9)."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from sim.errors import InputError
from sim.model.migration_model import MigrationModel
from sim.model.simulation import run_policy
from sim.params.parameters import load_parameters
from sim.vocabulary import Status
from tests.helpers import (
    always,
    crowd,
    differing,
    live,
    model_under,
    settings_of,
    settle_crowd,
    world_of,
)

LINE = """
{name}:
  label: A shock
  unit: "1"
  status: assumed
  source: own_assumption
  bounds: [-1, 100]
  values: {values}
"""
SINCE_2009 = "{{2008-01-01: 0, 2009-01-01: {0}}}"


def with_shocks(**sizes: str | float):
    """Parameters of a folder whose file has these shocks; `drought_NER` is `shock.drought.NER`."""
    text = ""
    for name, values in sizes.items():
        if isinstance(values, float):
            values = SINCE_2009.format(values)
        text += LINE.format(name=f"shock.{name.replace('_', '.')}", values=values)
    with TemporaryDirectory() as folder:
        (Path(folder) / "parameters.yaml").write_text(text)
        return load_parameters(Path(folder))


def lived(parameters, origin="MDA", policy=None, **changes):
    """A run under these parameters."""
    settings = settings_of(origin, **changes)
    return run_policy(settings, world_of(origin), parameters, always(policy or {}))


@cache
def undisturbed(origin: str, months: int, persons_per_agent: int, seed: int = 1):
    scale = {"months": months, "persons_per_agent": persons_per_agent, "seed": seed}
    return lived(load_parameters(), origin, **scale)


def arrivals(record, origin: str, months: slice) -> float:
    """Arrivals anywhere but at home."""
    abroad = np.arange(len(world_of(origin).places)) != world_of(origin).index(origin)
    return float(record.data["arrivals"][months, 0][:, abroad].sum())


def test_a_drought_takes_earnings_as_long_as_it_lasts():
    dated = "{2008-01-01: 0, 2008-10-01: 0.5, 2009-10-01: 0}"
    dry = lived(with_shocks(drought_NER=dated), "NER")
    lost = dry.data["earnings_lost"][:, 0]
    assert not lost[[*range(9), *range(21, 24)]].any()
    assert 0.05 < lost[9] == lost[20] < 0.25  # the lower half earn less than half


def test_adaptation_lessens_what_a_drought_takes_by_its_strength():
    parameters = with_shocks(drought_NER=0.5)
    bare = lived(parameters, "NER").data["earnings_lost"][23, 0]
    adapted = lived(parameters, "NER", {"climate_adaptation": 0.5}).data["earnings_lost"][23, 0]
    assert adapted == pytest.approx(bare * (1 - 0.5 * 0.3))


def test_a_shock_of_size_zero_or_of_a_place_that_is_not_apart_changes_no_bit():
    still = with_shocks(drought_MDA=0.0, pay_MDA=0.0, jobs_ITA=0.0, flight_ITA=0.0, pay_ABW=0.5)
    assert differing(lived(still), undisturbed("MDA", 24, 2000)) == []


def test_a_drought_sends_more_people_away_from_a_country_of_middle_income():
    scale = {"months": 48, "persons_per_agent": 200}
    dry = lived(with_shocks(drought_MDA=0.5), **scale)
    usual = undisturbed("MDA", 48, 200)
    later = slice(12, 48)
    assert arrivals(dry, "MDA", later) > 1.1 * arrivals(usual, "MDA", later)
    poor = [r.data["poverty_headcount"][12, 0] for r in (dry, usual)]
    assert poor[0] > 1.05 * poor[1]


@pytest.mark.slow
def test_a_drought_keeps_people_in_a_poor_country():
    """Who earns less wants to leave and cannot pay: without credit, in Niger the second wins."""
    scale = {"months": 60, "persons_per_agent": 100}
    dry, usual = (
        sum(arrivals(record, "NER", slice(12, 60)) for record in records)
        for records in (
            [lived(with_shocks(drought_NER=0.5), "NER", seed=s, **scale) for s in (1, 2, 3)],
            [undisturbed("NER", 60, 100, s) for s in (1, 2, 3)],
        )
    )
    assert 0.8 * usual < dry < usual


def test_a_recession_abroad_costs_migrants_their_work_and_keeps_others_away():
    scale = {"months": 36, "persons_per_agent": 200}
    bust = lived(with_shocks(jobs_RUS=20.0, pay_RUS=-0.3), **scale)
    usual = undisturbed("MDA", 36, 200)
    russia = world_of("MDA").index("RUS")
    later = slice(12, 36)
    there = [r.data["arrivals"][later, 0, russia].sum() for r in (bust, usual)]
    assert there[0] < 0.8 * there[1]
    assert bust.data["employment_rate"][35, 0] < usual.data["employment_rate"][35, 0]
    sent = [r.data["remittances_sent"][later, 0, russia].sum() for r in (bust, usual)]
    assert sent[0] < 0.8 * sent[1]


def test_people_flee_home_from_a_crisis_abroad_and_look_for_work_there():
    flight = {"flight_RUS": "{2008-01-01: 0, 2009-01-01: 3, 2009-07-01: 0}"}
    russia = world_of("MDA").index("RUS")
    parameters = with_shocks(**flight)
    fled = lived(parameters, checks=True)
    usual = undisturbed("MDA", 24, 2000)
    left, before = (r.data["departures"][12:18, 0, russia].sum() for r in (fled, usual))
    stock = usual.data["persons"][11, 0, russia].sum()
    assert left > before + 0.5 * stock  # 1 − e^(−3/2) of them
    assert fled.data["returns"][12:18, 0, russia, 0].sum() > 0.5 * stock
    assert differing(fled, lived(parameters, engine="mesa")) == []
    idle = lived(parameters.replace({"origin.idle": 12.0}))
    share = [r.data["returnees_at_work"][18:, 0].mean() for r in (idle, fled)]
    assert fled.data["returnees"][23, 0] > usual.data["returnees"][23, 0]
    assert share[0] <= share[1]


@pytest.mark.parametrize(
    ("status", "driven"),
    [(Status.SETTLED, True), (Status.PROTECTED, False), (Status.RESETTLED, False)],
)
def test_a_crisis_drives_nobody_home_who_is_recognised(status, driven):
    parameters = with_shocks(flight_RUS="{2008-01-01: 5}")
    quiet = parameters.replace({"return.base": parameters.quantity("return.base").bounds[0]})
    model = model_under({}, parameters=quiet)
    people = crowd(5000, place=model.world.index("RUS"), status=int(status))
    settle_crowd(model, people)
    live(model, 12)
    home = model.sides[0].population.people["place"] == model.world.index("MDA")
    assert home.mean() > 0.9 if driven else home.mean() < 0.3


def test_returnees_who_must_look_for_work_have_less_of_it():
    scale = {"months": 37, "persons_per_agent": 100}
    at_once = undisturbed("MDA", 37, 100)
    later = lived(load_parameters().replace({"origin.idle": 12.0}), **scale)
    one, other = (r.data["returnees_at_work"][36, 0] for r in (later, at_once))
    assert 0.0 < one < 0.9 * other
    assert other == pytest.approx(load_parameters().value("origin.works"), abs=0.03)


def test_trade_moves_pay_and_output_at_home_by_lever_and_by_shock():
    usual = undisturbed("MDA", 24, 2000)
    lever = lived(load_parameters(), policy={"trade_agreement": 1.0})
    slump = lived(with_shocks(pay_MDA=-0.2))
    for name in ("wage", "gdp_per_capita"):
        assert (lever.data[name] > usual.data[name]).all()
        ratio = slump.data[name][23] / usual.data[name][23]
        assert ratio == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("flood_MDA", "no kind of shock; drought"),
        ("jobs_XXX", "place XXX: not in the world tables"),
    ],
)
def test_a_shock_of_an_unknown_kind_or_place_is_refused(name, said):
    settings, world = settings_of(), world_of("MDA")
    with pytest.raises(InputError, match=f"^parameter shock.{name.replace('_', '.')}: {said}"):
        MigrationModel(settings, world, with_shocks(**{name: 0.1}), {})


def test_prices_respond_to_a_drought_only_where_a_scenario_says_how_strongly():
    dry = with_shocks(drought_NER=0.5)
    quiet, swinging = (
        lived(dry.replace({"origin.prices_loss": strength}), "NER", months=36)
        for strength in (0.0, 1.0)
    )
    assert (quiet.data["price_level"] == 1.0).all()
    level, lost = (swinging.data[n][:, 0] for n in ("price_level", "earnings_lost"))
    assert (level[:12] == 1.0).all()
    assert level[-1] == pytest.approx(1.0 + lost[-1], rel=1e-6)
    poor = [r.data["poverty_headcount"][-1, 0] for r in (quiet, swinging)]
    assert poor[1] > poor[0]
    policy = {"disaster_risk_reduction": 1.0}
    steadied = lived(dry.replace({"origin.prices_loss": 1.0}), "NER", policy, months=36)
    assert 1.0 < steadied.data["price_level"][-1, 0] < level[-1]


def test_prices_fall_when_money_from_abroad_dries_up():
    parameters = with_shocks(pay_RUS=-0.5, pay_ITA=-0.5)
    record = lived(parameters.replace({"origin.prices_money": 1.0}), months=36)
    sent = record.data["remittances_to_gdp"][:, 0]
    assert sent[-1] < sent[11]
    assert record.data["price_level"][-1, 0] < 1.0
