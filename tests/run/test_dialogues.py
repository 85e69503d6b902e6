"""Regional dialogues, and one voice of the Union: from files and the command to the results."""

import json

import pytest
import xarray as xr

from sim.errors import InputError
from sim.levers.__main__ import run as list_levers
from sim.levers.dialogues import dialogues, fellows, world_meets
from sim.model.settings import month_index
from sim.params.parameters import load_parameters
from sim.run.api import plan_for
from sim.run.command import main
from sim.world.tables import load_world

PAIR = [
    "+scenario=mp_moldova", "+package=none", "origins=[MDA,GEO]", "horizon.start=2009-01",
    "horizon.end=2010-12", "population.persons_per_agent=4000", "replicates=1",
    "engine.threads=1", "states.negotiate=true",
]  # fmt: skip


def talks_of(tmp_path, *words):
    """Outcomes of the talks under the reform."""
    assert main([*PAIR, *words, f"hydra.run.dir={tmp_path / 'run'}"]) == 0
    with xr.open_dataset(tmp_path / "run" / "results.nc") as results:
        found = results.sel(policy="reform", replicate=results.replicate[0]).load()
    return found[["partnership_trust", "partnership_members", "partnership_coverage"]]


def test_a_dialogue_lends_its_members_trust_from_its_first_month_on(tmp_path):
    trust = talks_of(tmp_path, "levers.regional_dialogue=1")["partnership_trust"]
    alone = talks_of(tmp_path / "b")["partnership_trust"]
    early = slice("2009-01", "2009-03")
    assert (trust.sel(time=early).values == alone.sel(time=early).values).all()
    assert (alone.sel(time="2009-04") < 0.4).all()
    assert (trust.sel(time="2009-04") >= 0.4).all()


def test_members_hear_of_the_trust_of_others(tmp_path):
    words = ["parameters.regional_dialogue.floor=0.1", "levers.dialogue={GEO: 3.0}"]
    words += ["levers.regional_dialogue={MDA: 1}"]
    told = talks_of(tmp_path, *words)["partnership_trust"].isel(time=-1)
    alone = talks_of(tmp_path / "b", *words[:2])["partnership_trust"].isel(time=-1)
    assert told.sel(origin="MDA") > alone.sel(origin="MDA")
    assert told.sel(origin="GEO") == alone.sel(origin="GEO")


def test_one_voice_brings_all_member_states_or_none(tmp_path):
    one = talks_of(tmp_path, "levers.one_voice=1", "levers.common_steps=0")
    own = talks_of(tmp_path / "b")
    assert set(one["partnership_members"].values.ravel().tolist()) <= {0.0, 27.0}
    assert 0.0 < float(own["partnership_members"].max()) < 27.0


def test_the_name_of_a_dialogue_stands_for_its_members_in_the_run(tmp_path):
    words = ["levers.dialogue={default: 1, PRAGUE: 2, GEO: 3}"]
    made = plan_for("mp_moldova", overrides=["origins=[MDA,GEO,EGY]", *words])[0]
    told = made.configuration()["levers"]["dialogue"]
    assert told == {"default": 1.0, "MDA": 2.0, "GEO": 3.0}


def test_dialogues_are_listed_with_members_dates_and_sources(capsys):
    assert list_levers(["--dialogues", "--json"]) == 0
    told = {entry["name"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert told["RABAT"]["since"] == "2006-07"
    assert {"MAR", "SEN"} < set(told["RABAT"]["members"])
    sources = load_parameters().sources()
    assert all(entry["source"] in sources for entry in told.values())


def test_members_of_dialogues_are_states_of_the_tables():
    known = set(load_world(("MDA",)).facts.archive.places)
    assert {code for d in dialogues().values() for code in d.members} <= known


def test_a_state_has_fellows_from_the_first_dialogue_on():
    assert fellows("ERI", month_index(2000)) == set()
    assert "SDN" in fellows("ERI", month_index(2015)) - fellows("EGY", month_index(2000))


def test_where_the_world_meets_everybody_has_a_little_trust(tmp_path):
    words = ["levers.global_forum={GEO: 1}", "parameters.talks.trust=0.05"]
    first = talks_of(tmp_path, *words)["partnership_trust"].isel(time=0)
    floor = load_parameters().value("global_forum.floor")
    assert float(first.sel(origin="GEO")) >= floor > float(first.sel(origin="MDA"))


def test_the_world_meets_from_the_first_high_level_dialogue_on():
    assert not world_meets(month_index(2006, 8))
    assert world_meets(month_index(2006, 9))
    assert fellows("USA", month_index(2012)) == set()


def test_what_all_take_part_in_is_no_name_for_some(capsys):
    assert main([*PAIR, "levers.dialogue={GLOBAL_FORUM: 2}"]) == 2
    assert "GLOBAL_FORUM has all states as members; write default" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("members: everybody", "codes of three letters, or all"),
        ("members: [MDA, MDA]", "different codes"),
        ("members: [Moldova]", "codes of three letters"),
        ("member: [MDA]", "unknown key 'member'"),
        ("since: soon", "since must be a date"),
    ],
)
def test_a_dialogue_that_is_not_whole_is_refused(tmp_path, line, message):
    key = line.partition(":")[0]
    lines = {"label": "Test", "since": "2010", "members": "[MDA]", "source": "prague_declaration"}
    lines.pop(key, None)
    text = "".join(f"  {name}: {value}\n" for name, value in lines.items())
    file = tmp_path / "dialogues.yaml"
    file.write_text(f"TEST:\n{text}  {line}\n")
    with pytest.raises(InputError, match=message):
        dialogues(file)
