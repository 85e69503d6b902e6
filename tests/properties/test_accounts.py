"""Accounts of whole runs close in every month, exactly."""

import numpy as np
import pytest
import xarray as xr

from sim.model.processes.act import verify
from sim.vocabulary import RETURN_CHANNELS, Status, label
from tests.helpers import model_of, run, settings_of, small_run, world_of

ARRIVAL_OUTCOMES = ("arrivals", "departures")


@pytest.fixture(scope="module")
def results() -> xr.Dataset:
    return small_run("checks=true", "seed=4", replicates=2).results


def test_persons_change_by_births_deaths_and_moves_and_nothing_else(results):
    persons = results["persons"].astype(int).sum("status")
    start = results["persons_at_start"].astype(int).sum("status")
    before = xr.concat([start.expand_dims(time=persons.time[:1]), persons[:, :, :-1]], "time")
    before = before.transpose(*persons.dims).assign_coords(time=persons.time)
    change = results["births"] - results["deaths"] + results["moves"].sum("channel")
    assert (persons.values == before.values + change.transpose(*persons.dims).values).all()


def test_something_happens_in_the_run_whose_accounts_are_checked(results):
    for name in ("births", "deaths", "arrivals", "departures", "visits", "returns"):
        assert (results[name].sum(["time", "place"]).values.reshape(4, -1).sum(axis=1) > 0).all()


def test_moves_are_arrivals_minus_departures(results):
    assert (results["moves"] == results["arrivals"] - results["departures"]).all()


def test_who_departs_arrives_somewhere_by_the_same_channel(results):
    arrived, departed = (results[name].sum("place") for name in ARRIVAL_OUTCOMES)
    assert (arrived == departed).all()


def test_money_sent_is_money_received_and_fees_to_the_cent(results):
    sent = results["remittances_sent"].values
    assert (
        sent == results["remittances_received"].values + results["remittance_fees"].values
    ).all()
    assert sent.sum() > 0
    assert (results["remittance_fees"] >= 0).all()


def test_returnees_came_back_and_did_not_leave_again(results):
    came, left = (
        results[name].sum([d for d in results[name].dims if d in ("place", "return_kind")])
        for name in ("returns", "re_emigrations")
    )
    still = (came - left).cumsum("time")
    counted = slice(0, None, 12)  # households are counted in the first month of a year
    returnees = results["returnees"].isel(time=counted)
    assert (returnees <= still.isel(time=counted)).all()
    dead = results["deaths"].sum("place").cumsum("time").isel(time=counted)
    assert (returnees >= still.isel(time=counted) - dead).all()
    assert (returnees.isel(time=-1) > 0).all()
    assert left.sum() > 0
    assert (results["returnees_in_poverty"] <= results["returnees"]).all()
    assert results["returnees_in_poverty"].sum() > 0


def test_nobody_under_protection_is_returned(results):
    assert not results["refoulements"].any()


def test_deaths_include_those_on_the_way(results):
    on_the_way = results["deaths_in_transit"].sum("route")
    assert (results["deaths"].sum("place") >= on_the_way).all()


def test_persons_by_skill_and_by_status_are_the_same_persons(results):
    assert (results["persons"].sum("status") == results["persons_by_skill"].sum("skill")).all()


def test_emigrants_and_the_irregular_are_counted_among_persons(results):
    persons = results["persons"]
    abroad = persons.sum("status").sel(place=[p for p in results.place.values if p != "MDA"])
    assert (results["emigrants"] == abroad.sum("place")).all()
    irregular = [label(s) for s in (Status.OVERSTAYER, Status.IRREGULAR_ENTRANT, Status.REFUSED)]
    assert (results["irregular_stock"] == persons.sel(status=irregular).sum("status")).all()


def test_returns_by_kind_are_departures_by_return_channel(results):
    left = results["departures"].sel(channel=[label(c) for c in RETURN_CHANNELS])
    assert (left.values == results["returns"].values).all()


def test_counts_are_never_negative(results):
    for name, variable in results.data_vars.items():
        if name not in ("moves", "diaspora_investment"):
            assert (variable.values >= 0).all(), name


def test_shares_lie_between_zero_and_one(results):
    for name in (
        "poverty_headcount", "tertiary_share", "skilled_emigration_rate", "remittance_dependency",
        "overqualified_share", "employment_rate", "unlicensed_share",
    ):  # fmt: skip
        assert (results[name] >= 0).all(), name
        assert (results[name] <= 1).all(), name


def test_no_number_is_missing(results):
    for name, variable in results.data_vars.items():
        assert np.isfinite(variable.values.astype(float)).all(), name


def test_both_policies_and_no_two_replicates_start_alike(results):
    start = results["persons_at_start"]
    assert "policy" not in start.dims or (start[0] == start[1]).all()
    first, second = (results.isel(replicate=i, policy=0) for i in (0, 1))
    assert not first["moves"].equals(second["moves"])


def test_without_a_reform_every_effect_is_exactly_zero():
    done = small_run("+package=none")
    for name, variable in done.results.data_vars.items():
        if "policy" in variable.dims:
            baseline, reform = (variable.sel(policy=p).values for p in ("baseline", "reform"))
            assert baseline.tobytes() == reform.tobytes(), name
    assert all(row.effect == 0 for row in done.summary if row.known)


def test_the_reform_changes_much():
    results = small_run("checks=true", replicates=2).results
    changed = [
        name
        for name, variable in results.data_vars.items()
        if "policy" in variable.dims and (variable[0] != variable[1]).any()
    ]
    assert len(changed) > 20


def test_a_baseline_can_be_moved_to_meet_the_reform():
    word = "levers.remittance_cost=3"
    done = small_run("+package=none", word, f"baseline.{word}")
    same = done.results["remittances_received"]
    assert (same[0] == same[1]).all()


def test_accounts_close_with_refugees_and_resettlement_too():
    record = run({"resettlement": 5000.0}, "SOM", months=14, checks=True)
    data = record.data
    persons = data["persons"].sum(axis=-1)
    before = np.concatenate([record.persons_at_start.sum(axis=-1)[None], persons[:-1]])
    change = data["births"] - data["deaths"] + data["moves"].sum(axis=-1)
    assert np.array_equal(persons, before + change)
    assert data["resettled"].sum() > 0
    assert not data["refoulements"].any()


def test_the_check_of_the_books_notices_a_person_who_vanished():
    model = model_of()
    verify(model)
    model.step()
    people = model.sides[0].population.people
    people["status"][people["status"] == Status.HOME] = Status.DEAD
    with pytest.raises(RuntimeError, match="do not add up"):
        verify(model)


def test_a_small_world_keeps_its_size_and_its_scale():
    record = run({}, months=1)
    table = float(np.asarray(world_of("MDA").population("MDA", 2008)).sum())
    at_home = record.persons_at_start[0, world_of("MDA").index("MDA")].sum()
    assert abs(at_home - table) <= settings_of().persons_per_agent
