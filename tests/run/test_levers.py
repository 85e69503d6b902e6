"""Levers: what is declared, and how settings become terms."""

import math
import types

import pytest

from sim.errors import InputError
from sim.levers.lever import Effect, Lever
from sim.levers.packages import add_package, package_names, packages
from sim.levers.registry import apply, gather, join, standard_registry
from sim.levers.terms import TERMS, neutral_terms
from sim.params.parameters import load_parameters
from sim.results.outcomes import BY_NAME

REGISTRY = standard_registry()
PARAMETERS = load_parameters()
EACH_LEVER = pytest.mark.parametrize("lever", REGISTRY.values(), ids=list(REGISTRY))


def lever(**changes):
    fields = {
        "id": "candle",
        "label": "Candles at the border",
        "pillar": 2,
        "unit": "1",
        "bounds": (0.0, 1.0),
        "neutral": 0.0,
        "effects": (Effect("visa.fee", "scale", lambda setting, strength: 1 - strength * setting),),
        "source": "test",
        "evidence": "none",
        "rows": ("L01",),
        "outcome": "visits",
        "direction": 1,
    }
    return Lever(**(fields | changes))


@EACH_LEVER
def test_a_neutral_lever_changes_nothing(lever):
    terms = {name: 0.1 + index / 7 for index, name in enumerate(TERMS)}
    assert apply(REGISTRY, {lever.id: lever.neutral}, terms, PARAMETERS) == terms


@EACH_LEVER
def test_each_end_of_a_lever_gives_terms_that_are_numbers(lever):
    for setting in lever.bounds:
        terms = apply(REGISTRY, {lever.id: setting}, neutral_terms(), PARAMETERS)
        assert all(math.isfinite(value) for value in terms.values())


@EACH_LEVER
def test_a_lever_away_from_neutral_moves_a_term(lever):
    if lever.effects:
        moved = [
            apply(REGISTRY, {lever.id: setting}, neutral_terms(), PARAMETERS)
            for setting in lever.bounds
        ]
        assert any(terms != neutral_terms() for terms in moved)


@EACH_LEVER
def test_strengths_sources_and_outcomes_of_a_lever_exist(lever):
    assert lever.source in PARAMETERS.sources()
    assert lever.outcome.split(".")[0] in BY_NAME
    for effect in lever.effects:
        assert effect.strength is None or effect.strength in PARAMETERS


def test_a_term_is_set_then_scaled_then_added_to():
    levers = (
        lever(id="adds", effects=(Effect("visa.fee", "add", lambda x, k: k * x),)),
        lever(id="scales", effects=(Effect("visa.fee", "scale", lambda x, k: 1 + x),)),
        lever(
            id="sets", effects=(Effect("visa.fee", "set", lambda x, k: 10.0 if x else math.nan),)
        ),
    )
    settings = dict.fromkeys(("adds", "scales", "sets"), 1.0)
    assert apply(join(levers, TERMS), settings, {"visa.fee": 3.0}) == {"visa.fee": 21.0}


def test_the_strength_of_an_effect_is_the_parameter_in_force():
    name = next(iter(PARAMETERS))
    strong = Effect("visa.fee", "add", lambda x, k: k * x, strength=name)
    registry = join((lever(effects=(strong,)),), TERMS)
    moved = apply(registry, {"candle": 1.0}, {"visa.fee": 0.0}, PARAMETERS)
    assert moved == {"visa.fee": PARAMETERS.value(name)}


def test_a_plugin_joins_the_registry():
    plugin = types.SimpleNamespace(LEVERS=(lever(),))
    assert list(gather([plugin])) == [*REGISTRY, "candle"]


@pytest.mark.parametrize(
    ("levers", "words"),
    [
        ((lever(), lever()), "'candle' is declared twice"),
        (
            (lever(effects=(Effect("visa.fe", "scale", lambda x, k: 1.0),)),),
            "unknown term 'visa.fe'; visa.fee",
        ),
        (
            (lever(effects=(Effect("visa.fee", "scale", lambda x, k: 1 - 0.1 * k),)),),
            "moves 'visa.fee' at its neutral setting",
        ),
    ],
    ids=["repeated id", "unknown term", "acts at neutral"],
)
def test_the_registry_refuses(levers, words):
    with pytest.raises(InputError, match=words):
        join(levers, TERMS)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "Not An Id"},
        {"pillar": 5},
        {"bounds": (1.0, 0.0)},
        {"neutral": 2.0},
        {"evidence": "D"},
        {"direction": 2},
        {"rows": ("1",)},
        {"effects": (Effect("visa.fee", "push", lambda x, k: 1.0),)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_lever_that_cannot_be_meant_is_refused(changes):
    with pytest.raises(InputError, match="lever"):
        lever(**changes)


@pytest.mark.parametrize("name", package_names())
def test_a_package_sets_levers_that_exist_to_values_that_are_allowed(name):
    policy = add_package({}, packages()[name], REGISTRY)
    assert set(policy) == set(packages()[name].levers)


def test_a_package_can_multiply_what_the_reform_has():
    policy = {"return_policy": ((24096, 2.0), (24108, 4.0))}
    changed = add_package(policy, packages()["return_and_enforcement"], REGISTRY)
    assert changed["return_policy"] == ((0, 1.5), (24096, 3.0), (24108, 5.0))
