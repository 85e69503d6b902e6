"""The ledger of rights by group: each case is counted for the groups of the person (ODD 5)."""

import numpy as np
import pytest

import sim
from sim.vocabulary import HARMS
from tests.helpers import parameters_of

WORDS = ["population.persons_per_agent=500", "horizon.end=2010-12", "uncertainty.draws=0"]
PREY = "journey.trafficked"


@pytest.fixture(scope="module")
def year():
    """All that happened to Somalis in three years with many traffickers, by variable."""
    harsh = f"parameters.journey.trafficked={parameters_of('SOM').quantity(PREY).bounds[1]}"
    run = sim.simulate("horn_of_africa", replicates=1, overrides=[*WORDS, harsh])
    return run.results.sel(policy="baseline", replicate=0).sum(("time", "origin"))


def test_no_group_suffers_or_moves_more_than_everybody(year):
    ways = [way for way in year["channel"].values if not str(way).startswith("return_")]
    everybody = int(year["arrivals"].sel(channel=ways).sum())
    assert 0 < int(year["movers_by_group"].max()) < everybody
    for harm in HARMS:
        worst = int(year["harms_by_group"].sel(harm=harm).max())
        assert worst <= int(year[harm].sum()), harm


@pytest.mark.parametrize("group", ["women", "minors"])
def test_the_trafficked_of_a_group_are_those_counted_by_place(year, group):
    counted = int(year["harms_by_group"].sel(harm="trafficked", group=group))
    assert counted == int(year[f"trafficked_{group}"].sum()) > 0


def test_who_moves_into_a_traffickers_hands_moves_as_a_trafficked_person(year):
    moved = int(year["movers_by_group"].sel(group="trafficked"))
    assert moved >= int(year["trafficked"].sum()) > 0


def test_harms_that_befall_women_and_girls_are_counted_in_every_line(year):
    women = year["harms_by_group"].sel(group="women")
    assert np.all(women.sel(harm=["exploited", "separated", "trafficked"]) > 0)
