"""Plain Mesa as a yardstick: the same model with every person a Mesa agent, and compiled.

Both engines are timed month by month in turn, so that whatever else the machine does meets both.
"""

import sys
import time

import numpy as np

from sim.run.model import MigrationModel

MONTHS = 12


def model(engine: str, per_agent: int) -> MigrationModel:
    words = [f"engine={engine}", f"population.persons_per_agent={per_agent}"]
    return MigrationModel.from_scenario("mp_moldova", seed=1, overrides=words)


def month(world: MigrationModel) -> float:
    started = time.perf_counter()
    world.step()
    return time.perf_counter() - started


def main() -> None:
    per_agent = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    worlds = {"mesa": model("mesa", per_agent), "numba": model("numba", per_agent)}
    worlds["numba, 1:1"] = model("numba", 1)
    for world in worlds.values():
        world.step()  # compiles, fills caches
    before = {name: world.person_months for name, world in worlds.items()}
    seconds = {name: [] for name in worlds}
    for _ in range(MONTHS):
        for name, world in worlds.items():
            seconds[name].append(month(world))
    print(f"one month, median of {MONTHS}; `mesa` and `numba` at 1 agent for {per_agent} persons")
    print(f"{'engine':12}{'persons':>12}{'s/month':>12}{'million person-months/s':>26}{'ratio':>9}")
    speed = {}
    for name, world in worlds.items():
        persons = (world.person_months - before[name]) // MONTHS
        median = float(np.median(seconds[name]))
        speed[name] = persons / median / 1e6
        ratio = speed[name] / speed["mesa"]
        print(f"{name:12}{persons:12,}{median:12.4f}{speed[name]:26.3f}{ratio:9.0f}")


if __name__ == "__main__":
    main()
