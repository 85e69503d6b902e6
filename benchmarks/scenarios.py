"""What a person-month costs in three scenarios of very different breadth, side by side."""

from typing import Any

from measure import spread
from scaling import months

from sim.run.model import MigrationModel

SCALES = {"mp_moldova": 1, "southern_mediterranean": 40, "world": 1700}
"""Persons behind a simulated one: some four million simulated persons each."""
QUICK = {"mp_moldova": 2000, "southern_mediterranean": 50_000, "world": 1_000_000}
MONTHS = 24


def model_of(name: str, scale: int) -> MigrationModel:
    """The reform of a scenario from its first month, on two threads."""
    words = [f"population.persons_per_agent={scale}", "engine.threads=2"]
    return MigrationModel.from_scenario(name, seed=1, overrides=words)


def told(model: MigrationModel, seconds: list[float]) -> dict[str, Any]:
    """What a model of one scenario cost; nanoseconds are of whole months."""
    persons = model.person_months / model.tick
    rows = sum(side.population.people.size for side in model.sides)
    return {
        "origins": len(model.sides),
        "places": len(model.world.places),
        "persons": round(persons),
        "months": len(seconds),
        "month": spread(seconds),
        "per_person_month": spread([1e9 * each / persons for each in seconds]),
        "visits": model.events / model.person_months,
        "bytes_per_person": model.column_bytes / rows,
    }


def measure(quick: bool) -> dict[str, Any]:
    """Months of the three in turn."""
    scales = QUICK if quick else SCALES
    models = {name: model_of(name, scale) for name, scale in scales.items()}
    seconds = months(models, 2 if quick else MONTHS)
    return {name: told(model, seconds[name]) for name, model in models.items()}
