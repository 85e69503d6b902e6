"""`task=causal_claims`: the catalogue, the verdicts, the files, the refusals."""

import csv
import gc
import json
import math
from dataclasses import replace

import pytest

from sim.levers.registry import standard_registry
from sim.model.census import WATCHERS
from sim.params.parameters import load_parameters
from sim.run.api import plan_for
from sim.run.claims.experiments import Stage, Theatre, plan_of
from sim.run.claims.reading import read_claims
from sim.run.claims.verdicts import assess, decide, judge
from sim.run.command import main
from sim.run.facts.experiments import Laboratory, drawn
from sim.run.facts.measures import MEASURES
from sim.run.facts.reading import Catalogue
from sim.run.scenarios import scenario_names

CLAIMS = read_claims()
PLAN = plan_for("mp_moldova")[0]
COMMAND = [
    "task=causal_claims", "+scenario=mp_moldova", "facts.replicates=2", "engine.threads=1",
    "facts.persons_per_agent=5000",
]  # fmt: skip


def stage(name):
    lab = Laboratory(PLAN, None, Catalogue({}, {}, {}, {}), (), (), None, pooled=True)
    return Stage(CLAIMS.settings[name], lab, ())


def verdict(claim, **values):
    """A verdict on a claim whose every outcome has these values by replicate in each setting."""
    names = [setting.name for setting in CLAIMS.settings_of([claim])]
    theatre = Theatre([claim], [stage(name) for name in names])
    outcomes = [each.outcome for each in claim.experiments]
    found = [
        [{claim.id: dict.fromkeys(outcomes, value)} for value in values.get(name, values["rest"])]
        for name in names
    ]
    return judge(theatre, found)[0]


def test_there_are_eight_claims_each_tried_in_two_settings_or_more():
    assert list(CLAIMS.claims) == [f"C{number}" for number in range(1, 9)]
    for claim in CLAIMS.claims.values():
        assert len(CLAIMS.settings_of([claim])) >= 2


def test_what_the_claims_name_exists():
    used = {name for c in CLAIMS.claims.values() for e in c.experiments for name in e.cases}
    assert used == set(CLAIMS.cases)
    assert {s.name for s in CLAIMS.settings_of(CLAIMS.claims.values())} == set(CLAIMS.settings)
    for case in CLAIMS.cases.values():
        assert set(case.levers) <= set(standard_registry())
        assert set(case.parameters) <= set(load_parameters())
        assert set(case.watch) <= set(WATCHERS)
    for setting in CLAIMS.settings.values():
        assert setting.scenario is None or setting.scenario in scenario_names()
        assert plan_of(PLAN, setting).baseline is not None
    for claim in CLAIMS.claims.values():
        for each in claim.experiments:
            assert each.measure in MEASURES
            assert max(each.arguments["years"]) * 12 <= min(
                CLAIMS.settings[name].months for name in each.settings
            )


@pytest.mark.parametrize(
    ("least", "most", "right", "wrong", "is_drawn", "supports"),
    [
        (1.0, 2.0, 0.6, 0.4, False, True),
        (1.0, 2.0, 0.6, 0.4, True, None),
        (1.0, 2.0, 0.95, 0.05, True, True),
        (-2.0, -1.0, 0.1, 0.9, True, False),
        (-2.0, -1.0, 0.3, 0.7, False, False),
        (-1.0, 2.0, 0.9, 0.1, False, None),
        (0.0, 0.0, 0.0, 0.0, False, False),
    ],
)
def test_an_interval_decides(least, most, right, wrong, is_drawn, supports):
    assert decide(least, most, right, wrong, is_drawn)[0] is supports


def test_a_claim_is_reproduced_where_all_settings_hold_and_refuted_where_all_fail():
    claim = CLAIMS.claims["C7"]
    assert verdict(claim, rest=(1.5, 1.6, 1.7)).verdict == "reproduced"
    assert verdict(claim, rest=(0.5, 0.6, 0.7)).verdict == "refuted"


def test_a_claim_that_holds_in_some_worlds_depends_and_says_on_which():
    claim = CLAIMS.claims["C7"]
    found = verdict(claim, rest=(1.5, 1.6, 1.7), **{"four in flight": (0.5, 0.6, 0.7)})
    assert found.verdict == "depends on"
    assert "the other way" in found.condition
    assert found.condition.startswith("holds in ")
    unclear = verdict(claim, rest=(0.5, 1.6))
    assert unclear.verdict == "depends on"
    assert "the interval holds both" in unclear.condition


def test_values_on_the_other_side_of_the_border_turn_the_verdict():
    each = CLAIMS.claims["C5"].experiments[1]
    assert each.sign == -1
    at = stage("Somalia")
    assert assess(each, at, [{each.outcome: v} for v in (-5.0, -6.0, -5.5)]).supports is True
    assert assess(each, at, [{each.outcome: v} for v in (5.0, 6.0, 5.5)]).supports is False


def test_what_cannot_be_measured_or_run_supports_nothing():
    each = CLAIMS.claims["C5"].experiments[0]
    at = stage("Somalia")
    lost = assess(each, at, [{each.outcome: v} for v in (1.0, math.nan)])
    assert (lost.supports, lost.reason) == (None, "nothing to measure in 1 of 2 replicates")
    assert assess(each, at, ["baseline: too many"]).reason == "baseline: too many"


def test_a_setting_is_the_scenario_of_the_command_or_another_changed_by_words():
    plan = plan_for("mp_georgia", seed=7, overrides=["levers.visa_fee=2"])[0]
    circular = plan_of(plan, CLAIMS.settings["circular"])
    assert circular.scenario.name == "mp_georgia"
    assert circular.settings.seed == 7
    assert circular.baseline["circular_migration"][0][1] == 1.0
    assert circular.reform["visa_fee"][0][1] == 2.0
    poor = plan_of(plan, CLAIMS.settings["five poor"])
    assert poor.scenario.name == "south_south"
    assert poor.settings.seed == 7
    assert "visa_fee" not in poor.reform


def test_drawn_parameters_leave_room_for_all_recruiters():
    for draw in range(1, 20):
        parameters = drawn(PLAN.parameters, 1, draw)
        for name in ("market.licensed", "market.unlicensed", "market.smugglers"):
            assert parameters.value(name) == PLAN.parameters.value(name)


def test_the_task_leaves_verdicts_table_picture_page_and_note(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    assert main([*COMMAND, "facts.only=[C6]"]) == 0
    (folder,) = tmp_path.glob("outputs/mp_moldova/*")
    assert folder.name.startswith("causal_claims_")
    claims = {
        claim["id"]: claim for claim in json.loads((folder / "causal_claims.json").read_text())
    }
    assert list(claims) == ["C6"]
    for claim in claims.values():
        assert claim["verdict"] in ("reproduced", "refuted", "depends on")
        for row in claim["experiments"]:
            assert set(row) >= {
                "change", "scenario", "outcome", "value", "low", "high", "supports",
            }  # fmt: skip
            assert row["supports"] in (True, False, None)
    received = claims["C6"]["experiments"][0]
    assert received["supports"] is True
    assert received["low"] <= received["value"] <= received["high"]
    worlds = {row["scenario"].split(",")[0] for row in claims["C6"]["experiments"]}
    assert worlds == {"mp_moldova", "south_south"}
    with (folder / "causal_claims.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == sum(len(claim["experiments"]) for claim in claims.values())
    assert (folder / "causal_claims.png").read_bytes().startswith(b"\x89PNG")
    assert claims["C6"]["claim"] in (folder / "report.html").read_text(encoding="utf-8")
    note = (folder / "CLAIMS.md").read_text(encoding="utf-8")
    assert f"| C6: {claims['C6']['claim']} | **{claims['C6']['verdict']}** |" in note
    assert "python -m sim +scenario=mp_moldova task=causal_claims facts.replicates=2" in note
    assert "Of 1 causal claims" in capsys.readouterr().out


def test_models_of_experiments_are_forgotten():
    from sim.model.migration_model import MigrationModel
    from sim.run.claims.experiments import theatre

    settings = {"usual": replace(CLAIMS.settings["usual"], months=2)}
    each = replace(
        CLAIMS.claims["C6"].experiments[0], settings=("usual",),
        arguments={"outcome": "remittances_received", "years": [1, 1]},
    )  # fmt: skip
    claim = replace(CLAIMS.claims["C6"], experiments=(each,))
    plan = plan_for("mp_moldova", overrides=["facts.persons_per_agent=20000"])[0]
    made = theatre(plan, replace(CLAIMS, settings=settings), [claim])
    gc.collect()
    before = sum(isinstance(one, MigrationModel) for one in gc.get_objects())
    assert made.measure(0, 0, lambda _: None)["C6"][each.outcome] > 0
    gc.collect()
    assert sum(isinstance(one, MigrationModel) for one in gc.get_objects()) == before


def test_origins_are_looked_at_together():
    """Moves of five origins to the South are those of all, not of the first alone."""
    from sim.run.claims.experiments import theatre

    settings = {"five poor": replace(CLAIMS.settings["five poor"], months=3)}
    each = replace(
        CLAIMS.claims["C7"].experiments[0], settings=("five poor",), measure="level",
        arguments={"outcome": "emigrants", "years": [1, 1], "times": 1.0},
    )  # fmt: skip
    claim = replace(CLAIMS.claims["C7"], experiments=(each,))
    plan = plan_for("mp_moldova", overrides=["facts.persons_per_agent=20000"])[0]
    made = theatre(plan, replace(CLAIMS, settings=settings), [claim])
    (found,) = made.measure(0, 0, lambda _: None).values()
    lab = replace(made.stages[0].lab, pooled=False)
    first = Theatre([claim], [replace(made.stages[0], lab=lab)])
    (alone,) = first.measure(0, 0, lambda _: None).values()
    assert found[each.outcome] > 1.5 * alone[each.outcome] > 0
