"""Models that nobody holds any more are forgotten, with their people."""

import gc
import weakref

from sim.model.migration_model import MigrationModel
from tests.helpers import parameters_of, settings_of, world_of


def test_a_released_model_leaves_memory():
    model = MigrationModel(settings_of(months=2), world_of("MDA"), parameters_of("MDA"), {})
    model.step()
    held = weakref.ref(model.sides[0])
    model.release()
    del model
    gc.collect()
    assert held() is None
