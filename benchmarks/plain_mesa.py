"""Plain Mesa as a yardstick: the same model with every person a Mesa agent, and compiled.

Both engines are timed month by month in turn, so that whatever else the machine does meets both.
"""

from typing import Any

from measure import spread
from scaling import months

from sim.run.model import MigrationModel

MONTHS = 12


def model_of(engine: str, scale: int) -> MigrationModel:
    words = [f"engine={engine}", f"population.persons_per_agent={scale}", "engine.threads=1"]
    return MigrationModel.from_scenario("mp_moldova", seed=1, overrides=words)


def measure(quick: bool) -> dict[str, Any]:
    """Person-months a second of the interpreted engine and of the compiled one."""
    scale = 1000 if quick else 100
    models = {
        f"mesa, 1 agent for {scale} persons": model_of("mesa", scale),
        f"numba, 1 agent for {scale} persons": model_of("numba", scale),
    }
    if not quick:
        models["numba, 1:1"] = model_of("numba", 1)
    taken = months(models, 3 if quick else MONTHS)
    return {
        name: {
            "persons": (persons := model.person_months // model.tick),
            "seconds": spread(taken[name]),
            "person_months_per_second": spread([persons / s for s in taken[name]]),
        }
        for name, model in models.items()
    }
