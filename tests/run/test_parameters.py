"""Parameters: dated values with bounds and sources, read strictly."""

from datetime import date

import pytest

from sim.errors import InputError
from sim.params.parameters import load_parameters
from sim.params.quantity import STATUSES

SOURCES = """
survey: {title: A survey, publisher: An office, year: 2010, read: yes}
"""
WHOLE = """
departure.baseline:
  label: Hazard of departure
  unit: year-1
  status: assumed
  source: survey
  bounds: [0.0, 1.0]
  values: {2008-01-01: 0.25, 2014-04-28: 0.5}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sources.yaml").write_text(SOURCES)
    (tmp_path / "behaviour.yaml").write_text(WHOLE)
    return tmp_path


def test_every_shipped_parameter_is_within_its_bounds_and_has_a_source():
    parameters = load_parameters()
    assert len(parameters) > 0
    for name in parameters.ids():
        quantity = parameters.quantity(name)
        low, high = quantity.bounds
        assert all(low <= value <= high for _, value in quantity.values)
        assert quantity.status in STATUSES
        assert parameters.source(name).title


def test_the_value_in_force_depends_on_the_month(folder):
    quantity = load_parameters(folder=folder).quantity("departure.baseline")
    assert quantity.on(date(2014, 3, 31)) == 0.25
    assert quantity.on(date(2014, 4, 1)) == 0.5
    assert quantity.on(2030 * 12) == 0.5
    assert quantity.on(1990 * 12) == quantity.on() == 0.25


def test_a_scenario_changes_a_value_and_says_where_it_is_from(folder, tmp_path):
    scenario = tmp_path / "scenario"
    scenario.mkdir()
    (scenario / "sources.yaml").write_text("fit: {title: A fit, publisher: us, read: yes}")
    (scenario / "parameters.yaml").write_text(
        "departure.baseline: {value: 0.125, status: calibrated, source: fit}"
    )
    parameters = load_parameters(scenario, folder)
    quantity = parameters.quantity("departure.baseline")
    assert (quantity.on(), quantity.status, quantity.unit) == (0.125, "calibrated", "year-1")
    assert parameters.source("departure.baseline").title == "A fit"


def test_a_replaced_value_is_checked_and_changes_the_digest(folder):
    parameters = load_parameters(folder=folder)
    changed = parameters.replace({"departure.baseline": 0.75})
    assert changed.value("departure.baseline") == 0.75
    assert changed.digest() != parameters.digest()
    assert parameters.replace({}).digest() == parameters.digest()
    with pytest.raises(InputError, match=r"outside \[0, 1\]"):
        parameters.replace({"departure.baseline": 2.0})
    with pytest.raises(InputError, match=r"nearest are departure\.baseline"):
        parameters.replace({"departure.baselin": 0.5})


MISTAKES = {
    "an unknown key": ("  unit: year-1", "  units: year-1", "unknown key 'units'; known are unit"),
    "a missing source": ("  source: survey\n", "", "source is missing"),
    "an unknown source": ("source: survey", "source: surveys", "'surveys' is not in sources.yaml"),
    "a missing label": ("  label: Hazard of departure\n", "", "label is missing"),
    "a value out of bounds": ("0.5}", "1.5}", r"on 2014-04 1.5 \[year-1\] is outside \[0, 1\]"),
    "a value that is no number": ("0.5}", "half}", "on 2014-04-28: 'half' is not a number"),
    "a truth value": ("0.5}", "true}", "on 2014-04-28: True is not a number"),
    "a missing number": ("0.5}", ".nan}", "on 2014-04 nan"),
    "a date that is none": ("2014-04-28", "2014-14-28", "'2014-14-28' is not a date"),
    "dates out of order": ("2014-04-28", "2004-04-28", "must ascend"),
    "a date twice": ("2014-04-28", "2008-01-01", "2008-01-01 stands twice"),
    "bounds the wrong way": ("[0.0, 1.0]", "[1.0, 0.0]", "low then high"),
    "bounds of one number": ("[0.0, 1.0]", "[1.0]", "bounds must be two numbers"),
    "an unknown status": ("status: assumed", "status: guessed", "'guessed' must be one of"),
    "two kinds of value": ("  unit: year-1", "  value: 1\n  unit: year-1", "either value or"),
    "broken YAML": ("bounds: [0.0", "bounds: [0.0]]", "not readable as YAML"),
}


@pytest.mark.parametrize(("old", "new", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_parameter_file_is_refused_for(old, new, words, folder):
    (folder / "behaviour.yaml").write_text(WHOLE.replace(old, new))
    with pytest.raises(InputError, match=words) as refusal:
        load_parameters(folder=folder)
    assert "behaviour.yaml" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_parameter_in_two_files_is_refused(folder):
    (folder / "more.yaml").write_text(WHOLE)
    with pytest.raises(InputError, match=r"declared twice, also in .*behaviour.yaml"):
        load_parameters(folder=folder)


def test_a_scenario_that_changes_a_value_without_a_source_is_refused(folder, tmp_path):
    (tmp_path / "parameters.yaml").unlink(missing_ok=True)
    scenario = tmp_path / "scenario"
    scenario.mkdir()
    (scenario / "parameters.yaml").write_text("departure.baseline: {value: 0.1}")
    with pytest.raises(InputError, match="must give its status"):
        load_parameters(scenario, folder)


def test_missing_sources_are_refused(folder):
    (folder / "sources.yaml").unlink()
    with pytest.raises(InputError, match=r"sources.yaml: cannot be read"):
        load_parameters(folder=folder)
