"""A census reads from the persons what the books count, and the instruments move what they say."""

import numpy as np
import pytest

from sim.behaviour.counting import may_work
from sim.equations.compiled import interpreted
from sim.equations.draws import Purpose, lasting
from sim.model.census import LABOURERS, WATCHERS, lasting_of_all
from sim.vocabulary import Channel, Gauge, Status
from tests.helpers import differing, model_of, parameters_of, settings_of, world_of


@pytest.fixture(scope="module")
def watched():
    """A model of two years with every watcher, and what they saw."""
    model = model_of(persons_per_agent=500)
    watchers = {name: kind(model) for name, kind in WATCHERS.items()}
    for _ in range(24):
        model.step()
        for watcher in watchers.values():
            watcher.look()
    return model, {name: watcher.result() for name, watcher in watchers.items()}


def test_arrivals_are_those_recorded(watched):
    model, seen = watched
    recorded = model.results["arrivals"][:, 0, :, : Channel.RESETTLEMENT].sum(axis=(0, 1))
    # those who come and die within a month are no arrivals of a census
    counted = np.bincount(seen["arrivals"]["channel"], minlength=9) * 500
    assert counted.sum() > 0
    assert (np.abs(counted - recorded) <= 500).all()


def test_the_labour_force_abroad_is_that_of_the_books(watched):
    model, seen = watched
    gauges = model.sides[0].gauges.sum(axis=0)
    now = seen["abroad"]["tick"] == 23
    assert now.sum() == gauges[Gauge.LABOUR_FORCE]
    assert seen["abroad"]["working"][now].sum() == gauges[Gauge.IN_WORK]
    assert seen["abroad"]["remits"].max() > 0


def test_statuses_of_the_labour_force_are_those_of_behaviour():
    assert list(LABOURERS) == [bool(may_work(int(status))) for status in Status]


def test_lasting_draws_are_those_of_persons():
    seed = 7 + (3 << 32)
    with np.errstate(over="ignore"):
        one_by_one = [interpreted(lasting)(seed, row, Purpose.WORK.value) for row in range(50)]
    assert lasting_of_all(seed, 50) == pytest.approx(one_by_one, abs=1e-12)


def test_households_hold_every_resident(watched):
    model, seen = watched
    residents = model.sides[0].residents()
    transit = model.sides[0].stock[model.sides[0].home, Status.IN_TRANSIT].sum()
    season = model.sides[0].stock[:, Status.SEASONAL].sum()
    heads = seen["households"]["heads"][-1].sum()
    assert heads == residents + season
    assert transit <= residents
    assert (seen["households"]["income"] >= 0).all()


def test_stays_follow_those_who_came(watched):
    _, seen = watched
    at_risk, gone = seen["stays"]["at_risk"], seen["stays"]["gone"]
    assert 0 < gone.sum() <= at_risk[0] + gone[0]
    assert (np.diff(at_risk[:24]) <= 0).all()


@pytest.mark.parametrize(
    ("name", "value", "outcome", "sign"),
    [
        ("experiment.home_pay", 2.0, "wage", 1),
        ("experiment.destination_pay", 1.5, "remittances_sent", 1),
        ("experiment.diaspora", 2.0, "emigrants", 1),
        ("experiment.visa_refusals", 2.0, "visa_refusals", 1),
        ("experiment.labour_gone", 0.2, "wage", 1),
        ("experiment.transfer", 1.0, "poverty_headcount", -1),
        ("experiment.opacity", 3.0, "recruitment_fees", 1),
    ],
)
def test_an_instrument_moves_what_it_says(name, value, outcome, sign):
    from dataclasses import replace

    from sim.model.simulation import run_policy
    from sim.params.parameters import Parameters
    from sim.params.quantity import ALWAYS

    before = parameters_of("MDA")
    settings = settings_of(months=14)
    quantities = {each: before.quantity(each) for each in before}
    neutral = quantities[name].on()
    quantities[name] = replace(
        quantities[name],
        values=((ALWAYS, neutral), (settings.start + 1, value))
        if name == "experiment.transfer"
        else ((ALWAYS, value),),
    )
    records = [
        run_policy(settings, world_of("MDA"), parameters, {})
        for parameters in (before, Parameters(quantities, before.sources()))
    ]
    moved = records[1].data[outcome].sum() - records[0].data[outcome].sum()
    assert moved * sign > 0
    assert outcome in differing(*records)
