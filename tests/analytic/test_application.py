"""How member states apply directives, and what supervision makes good (ODD 7.11)."""

import numpy as np
import pytest

from sim.model.application import observed_application
from tests.helpers import model_under, parameters_of, run, world_of

WORLD = world_of("MDA")
EMIGRANTS = np.nan_to_num(WORLD.stock("MDA", 2008))
ITALY, POLAND = WORLD.index("ITA"), WORLD.index("POL")


def terms_of(policy, **values):
    """What people of Moldova read by place, and which places are members."""
    changed = {name.replace("__", "."): value for name, value in values.items()}
    model = model_under(policy, parameters=parameters_of("MDA").replace(changed))
    return model.sides[0].terms.places.copy(), model.eu_member


def test_states_differ_as_observed_around_a_mean_of_one():
    applied = observed_application(WORLD, "MDA", EMIGRANTS, 0.5)
    known = applied != 1.0
    assert known.sum() > 15
    assert applied[ITALY] < 0.9 < 1.1 < applied[POLAND]
    weight = EMIGRANTS[known] + 1.0
    assert applied[known] @ weight / weight.sum() == pytest.approx(1.0)


def test_states_are_alike_where_nothing_observed_is_their_own_doing():
    assert (observed_application(WORLD, "MDA", EMIGRANTS, 0.0) == 1.0).all()
    alike, _ = terms_of({}, return__apart=0.0)
    assert alike["returned"][ITALY] == alike["returned"][POLAND]
    apart, _ = terms_of({}, return__apart=1.0)
    assert apart["returned"][ITALY] < 0.7 * apart["returned"][POLAND]


def test_supervision_moves_those_that_lag_and_nobody_else():
    before, member = terms_of({})
    after, _ = terms_of({"directive_supervision": 1.0}, directive_supervision__closed=1.0)
    alike, _ = terms_of({}, return__apart=0.0)
    usual = alike["returned"][ITALY]
    lags = member & (before["returned"] < usual - 1e-9)
    assert lags[ITALY]
    assert not lags[POLAND]
    assert after["returned"][lags] == pytest.approx(usual)
    assert np.array_equal(after["returned"][~lags], before["returned"][~lags])


def test_states_make_part_of_the_checks_that_are_due_and_supervision_the_rest():
    due = {"employer_sanctions": 1.0}
    made, member = terms_of(due)
    assert 0.5 <= made["checked"][member].min() < 0.7 < made["checked"][member].max() <= 1.0
    watched, _ = terms_of(due | {"directive_supervision": 1.0}, directive_supervision__closed=1.0)
    assert (watched["checked"][member] == 1.0).all()
    assert (watched["sanction_odds"][member] >= made["sanction_odds"][member]).all()
    assert not terms_of({})[0]["checked"].any()


def test_checks_of_the_monitoring_are_those_that_states_make():
    record = run({"employer_sanctions": 1.0}, "MDA", persons_per_agent=200, months=12)
    model = model_under({"employer_sanctions": 1.0})
    checked = model.sides[0].terms.places["checked"]
    workers, reached = (record.data[n][-1, 0] for n in ("irregular_workers", "checked_workers"))
    assert workers[ITALY] > 0
    assert np.array_equal(reached, np.rint(workers * checked))
