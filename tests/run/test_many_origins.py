"""Many origins in one run, and scenarios that choose who stands apart: through the command."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
import yaml

from sim.equations.draws import Purpose
from sim.model.corridors import free_movement
from sim.model.origin_side import key_of
from sim.model.settings import month_index
from sim.model.simulation import run_policy
from sim.params.parameters import Parameters, load_parameters
from sim.params.quantity import ALWAYS
from sim.run import calibrate
from sim.run.command import main
from sim.run.plan import SEEDS_APART
from sim.run.scenarios import read_scenario
from sim.run.schema import MOST_SEED
from sim.vocabulary import Channel
from sim.world.archive import Archive
from sim.world.schema import ALWAYS_APART, USUAL_PLACES
from sim.world.tables import DATA_FOLDER, load_world
from tests.helpers import settings_of

ORIGINS = ["MDA", "SOM", "UKR", "MAR", "TUR", "KEN", "POL"]
MANY = [
    "+scenario=mp_moldova", f"origins=[{','.join(ORIGINS)}]", f"places=[{','.join(USUAL_PLACES)}]",
    "horizon.end=2009-03", "population.persons_per_agent=20000", "replicates=1",
    "engine.threads=1",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What the command leaves of a run of seven origins, its accounts checked."""
    place = tmp_path_factory.mktemp("many")
    assert main([*MANY, "checks=true", f"hydra.run.dir={place / 'run'}"]) == 0
    return place / "run"


@pytest.fixture(scope="module")
def results(folder):
    with xr.open_dataset(folder / "results.nc") as dataset:
        return dataset.load()


def test_no_two_origins_share_luck_under_any_seeds():
    most = MOST_SEED * SEEDS_APART + SEEDS_APART - 1
    seeds = [1000, 1000 + 2**32, 1000 + 2**33, most - 2**32, most]
    homes = [0, 1, 2, 127, 128, 255]
    lasting = {
        key_of(seed, home) + (purpose << 48)
        for seed in seeds
        for home in homes
        for purpose in Purpose
    }
    assert len(lasting) == len(seeds) * len(homes) * len(Purpose)
    assert max(lasting) < 2**63
    assert key_of(1000, 0) == 1000


def test_every_origin_has_its_own_people_and_moves(results):
    assert results["origin"].values.tolist() == ORIGINS
    assert results.sizes["place"] == len({*ALWAYS_APART, *USUAL_PLACES}) + 1
    start = results["persons_at_start"].sum(["place", "status"])
    assert (start > 2e6).all()
    assert (results["moves"].sum("channel") != 0).any(["time", "place"]).all()
    at_home = [results["persons"].sel(origin=o, place=o).sum("status") for o in ORIGINS]
    assert all((there > 0).all() for there in at_home)


def test_accounts_of_every_origin_close(results):
    persons = results["persons"].astype(int).sum("status")
    start = results["persons_at_start"].astype(int).sum("status")
    before = persons.shift(time=1, fill_value=0)
    before[{"time": 0}] = start
    change = results["births"] - results["deaths"] + results["moves"].sum("channel")
    assert (persons == before + change).all()
    assert (results["remittances_sent"] > 0).any(["time", "place"]).all()


def test_the_summary_and_the_report_speak_of_all_origins(folder):
    rows = (folder / "summary.csv").read_text().splitlines()
    assert any(row.startswith("emigrants,") for row in rows)
    assert "7 countries" in (folder / "report.html").read_text()
    assert json.loads((folder / "run.json").read_text())["persons"] > 10_000


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["origins=[MDA,MDX]"], "origin MDX: not in the world tables; expected an ISO code such"),
        (["origins=[MDA,XKX]"], "origin XKX: the world tables hold no residents by age and sex"),
        (["origins=[MDA,MDA]"], "origins MDA, MDA: expected at least one, and each once"),
        (["places=[RUS,RUX]"], "places, RUX: not in the world tables; expected an ISO code such"),
        (
            ["horizon.end=2107-12", "replicates=1000", f"origins=[{','.join(ALWAYS_APART)}]"],
            "horizon.end, origins, replicates: the results of 1200 months by 28 origins",
        ),
        (["places=RUS"], "places=RUS: allowed is a list of ISO 3166-1 alpha-3 codes"),
    ],
)
def test_a_wrong_origin_or_place_is_refused_in_one_line(
    words, message, monkeypatch, tmp_path, capsys
):
    monkeypatch.chdir(tmp_path)
    short = {"horizon.end": "2008-02", "replicates": "1"} | dict(w.split("=", 1) for w in words)
    assert main(["+scenario=mp_moldova", *("=".join(word) for word in short.items())]) == 2
    error = capsys.readouterr().err
    assert error.startswith(message)
    assert error.count("\n") == 1
    assert not list(tmp_path.glob("outputs/*/*"))


def test_places_of_resettlement_are_shared_by_the_refugees_of_all_origins():
    world = load_world(("SOM", "SDN"))
    settings = replace(settings_of(months=13, persons_per_agent=500), origins=world.origins)
    policy = {"resettlement": ((0, 24_000.0),)}
    record = run_policy(settings, world, load_parameters(), policy)
    resettled = record.data["resettled"][:12].sum(axis=(0, 2))
    assert (resettled > 0).all()
    assert resettled.sum() == pytest.approx(24_000, rel=0.35)


def test_citizens_of_the_union_move_freely_in_it():
    world = load_world(("POL", "HRV", "MDA", "CHE"))

    def free(origin: str, year: int) -> set[str]:
        return set(np.array(world.places)[free_movement(world, origin, month_index(year))])

    assert {"DEU", "GBR", "CHE", "NOR"} <= free("POL", 2008)
    assert not {"POL", "HRV", "USA", "MDA", "ROW"} & free("POL", 2008)
    assert "HRV" in free("POL", 2014)
    assert free("HRV", 2008) == set()
    assert free("MDA", 2008) == {"RUS", "UKR", "BLR", "KAZ"}
    assert "DEU" in free("CHE", 2008)


def test_the_world_scenario_names_every_origin_of_the_tables():
    scenario = read_scenario("world")
    parts = Archive(DATA_FOLDER).parts["population"]
    assert list(scenario.origins) == [iso3 for iso3 in parts if iso3]
    assert scenario.places == ("all",)


def with_part(parameters: Parameters, name: str, value: float) -> Parameters:
    """Parameters with one more, for a part of the world."""
    general = name.rpartition(".")[0]
    known = general if general in parameters else "choice.stay"
    more = replace(parameters.quantity(known), values=((ALWAYS, value),), bounds=(-30.0, 30.0))
    quantities = {each: parameters.quantity(each) for each in parameters}
    return Parameters(quantities | {name: more}, parameters.sources())


def chosen_arrivals(parameters: Parameters) -> np.ndarray:
    """Arrivals by chosen channels in a year and a half, of two origins (origins, places).

    Without the two by which some come whom a visit brought, or the refusal of one.
    """
    world = load_world(("MDA", "MAR"))
    settings = replace(settings_of(months=18, persons_per_agent=2000), origins=world.origins)
    record = run_policy(settings, world, parameters, {})
    chosen = set(range(Channel.RESETTLEMENT)) - {Channel.SHORT_STAY, Channel.SMUGGLED}
    return record.data["arrivals"][..., sorted(chosen)].sum(axis=(0, 3))


def test_a_part_of_the_world_may_have_parameters_of_its_own():
    usual = load_parameters()
    before = chosen_arrivals(usual)
    assert (before.sum(axis=1) > 0).all()
    staying = chosen_arrivals(with_part(usual, "choice.stay.northern_africa", 30.0))
    assert (staying[0] == before[0]).all()
    assert staying[1].sum() == 0
    drawn = chosen_arrivals(with_part(usual, "place.northern_america", 6.0))
    at = load_world(("MDA", "MAR")).index("CAN")
    assert drawn[:, at].sum() > before[:, at].sum()


def test_several_origins_are_calibrated_one_by_one_and_small_places_by_parts(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(calibrate, "ROUNDS", 7)
    words = ["origins=[UKR,MAR]", "population.persons_per_agent=1000", "engine.threads=1"]
    assert main(["+scenario=mp_moldova", "task=calibrate", "hydra.run.dir=run", *words]) == 0
    lines = Path("run/calibration.csv").read_text().splitlines()
    rows = {row[0]: row for row in csv.reader(lines)}
    for origin in ("UKR", "MAR"):
        observed, _, simulated = map(float, rows[f"choice.stay.{origin}"][-3:])
        assert simulated == pytest.approx(observed, rel=0.3)
    assert "place.northern_europe" in rows
    found = yaml.safe_load(Path("run/calibrated.yaml").read_text())
    assert {entry["status"] for entry in found.values()} == {"calibrated"}
    assert "simulated" in found["place.northern_europe"]["note"]


@pytest.mark.slow
def test_the_whole_world_runs(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    words = ["horizon.end=2009-02", "population.persons_per_agent=200000", "engine.threads=1"]
    assert main(["+scenario=world", "checks=true", "hydra.run.dir=run", *words]) == 0
    with xr.open_dataset(tmp_path / "run" / "results.nc") as results:
        assert results.sizes["origin"] == 200
        persons = results["persons_at_start"][0, 0].sum()
        assert float(persons) == pytest.approx(6.8e9, rel=0.03)
        received = results["remittances_received"].sum(["replicate", "time", "origin", "place"])
        assert float(received.sel(policy="reform")) > float(received.sel(policy="baseline"))
