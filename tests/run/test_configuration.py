"""Configuration: from words to a plan."""

import pytest

from sim.errors import InputError
from sim.run.api import plan_for

APRIL = 2014 * 12 + 3


def plan(*words):
    return plan_for("mp_moldova", overrides=words)[0]


def test_the_contract_of_keys():
    made = plan(
        "seed=7",
        "replicates=20",
        "population.persons_per_agent=100",
        "horizon.end=2020-12",
        "engine=mesa",
        "engine.threads=2",
        "checks=true",
    )
    settings = made.settings
    assert (settings.seed, made.replicates, settings.persons_per_agent) == (7, 20, 100)
    assert settings.start + settings.months == 2021 * 12
    assert (settings.engine, settings.threads, settings.checks) == ("mesa", 2, True)


@pytest.mark.parametrize("prefix", ["", "+", "++"])
def test_a_lever_needs_no_plus_and_changes_the_reform_alone(prefix):
    made = plan(f"{prefix}levers.remittance_cost=3")
    assert made.reform["remittance_cost"] == ((0, 3.0),)
    assert made.baseline == plan().baseline


def test_a_calendar_of_the_command_replaces_that_of_the_scenario():
    made = plan("levers.visa_free={2016-02-01: 0.5, 2020: 1.0}")
    assert made.reform["visa_free"] == ((2016 * 12 + 1, 0.5), (2020 * 12, 1.0))


def test_the_baseline_can_be_changed():
    made = plan("baseline.levers.border_enforcement={2010-05: 2}")
    assert made.baseline["border_enforcement"] == ((2010 * 12 + 4, 2.0),)
    assert "border_enforcement" not in made.reform


def test_levers_come_after_the_package_and_the_package_after_the_scenario():
    made = plan("+package=cheap_remittances", "levers.remittance_cost=5")
    assert made.reform["remittance_cost"] == ((0, 5.0),)
    assert made.reform["price_transparency"] == ((0, 1.0),)
    assert made.reform["visa_free"] == plan().reform["visa_free"]


def test_the_package_none_is_the_baseline_and_a_lever_can_be_moved_alone():
    made = plan("+package=none")
    assert made.reform == made.baseline
    alone = plan("package=none", "levers.border_enforcement=2")
    assert alone.reform == {**made.baseline, "border_enforcement": ((0, 2.0),)}


@pytest.mark.parametrize(
    "word", ["parameters={departure.reconsider: 0.3}", "parameters.departure.reconsider=0.3"]
)
def test_a_parameter_can_be_replaced(word):
    made = plan(word)
    assert made.parameters.value("departure.reconsider") == 0.3
    assert made.parameters.digest() != plan().parameters.digest()


def test_the_resolved_configuration_makes_the_same_plan_again():
    made = plan("levers.remittance_cost=3", "seed=3")
    told = made.configuration()
    assert told["levers"]["remittance_cost"] == 3.0
    assert told["horizon"] == {"start": "2008-01", "end": "2030-12"}
    levers = [f"levers.{name}={value}".replace("'", "") for name, value in told["levers"].items()]
    assert plan("+package=none", *levers, "seed=3").reform == made.reform


def test_a_bare_year_ends_in_december():
    settings = plan("horizon.end=2010").settings
    assert settings.months == 36


def test_hydra_is_left_as_it_was_found():
    from hydra import compose, initialize_config_dir

    from sim.run.scenarios import config_folder

    with initialize_config_dir(str(config_folder()), version_base="1.3"):
        plan()
        with pytest.raises(InputError):
            plan("seed=none")
        assert compose("engine/mesa").engine.name == "mesa"
