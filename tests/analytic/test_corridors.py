"""What draws along a corridor: the emigrants of the start, and how far those since (ODD 7.3)."""

import numpy as np
import pytest

from sim.model.migration_model import MigrationModel
from sim.model.processes.open_month import FEW_EMIGRANTS, set_choice
from sim.vocabulary import Status
from tests.helpers import parameters_of, settings_of, world_of

ORIGIN = "KEN"


def model_with(**values: float) -> MigrationModel:
    """A model before its first month, whose corridors draw as `values` of choice.* say."""
    changed = {f"choice.{name}": value for name, value in values.items()}
    parameters = parameters_of(ORIGIN).replace(changed)
    return MigrationModel(settings_of(ORIGIN), world_of(ORIGIN), parameters, {})


def shares(model: MigrationModel) -> np.ndarray:
    """Mean over classes and purses of the shares of destinations before ties (places,)."""
    side = model.sides[0]
    going = side.terms.going[:, 0, :, : len(model.world.places)]
    worth = np.diff(going, axis=-1, prepend=0.0)
    return (worth / worth.sum(axis=-1, keepdims=True)).mean(axis=(0, 1))


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """Share of persons who would have to go elsewhere for two distributions to be alike [1]."""
    return 0.5 * float(np.abs(one / one.sum() - other / other.sum()).sum())


def test_anchored_corridors_share_out_leavers_as_the_emigrants_already_there():
    free, anchored = model_with(), model_with(anchored=1.0)
    there = anchored.sides[0].corridors["diaspora"]
    stock = world_of(ORIGIN).stock(ORIGIN, 2008)
    assert there.sum() == pytest.approx(np.nansum(stock), rel=0.2)  # less refugees of the region
    there = np.where(shares(anchored) > 0.0, there + FEW_EMIGRANTS, 0.0)
    assert apart(shares(free), there) > 0.3
    assert apart(shares(anchored), there) < 0.1


def test_a_constant_of_a_place_still_counts_where_corridors_are_anchored():
    usual, more = model_with(anchored=1.0), model_with(anchored=1.0, size=0.5)
    large = np.argmax(np.nan_to_num(usual.world.values("population", 2008)))
    assert shares(more)[large] > 1.2 * shares(usual)[large]


@pytest.mark.parametrize(("follows", "grows"), [(0.0, False), (0.5, True), (1.0, True)])
def test_a_diaspora_that_grows_draws_as_far_as_it_is_followed(follows, grows):
    model = model_with(diaspora_follows=follows)
    side, germany = model.sides[0], model.world.index("DEU")
    before = shares(model)[germany]
    side.stock[germany, Status.SETTLED] += 100
    set_choice(model, side)
    assert (shares(model)[germany] > 1.5 * before) == grows
    assert grows or shares(model)[germany] == pytest.approx(before)
