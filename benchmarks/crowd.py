"""Many origins, as many persons as are asked for: one policy, 240 months, with memory planned.

    python benchmarks/crowd.py 1e7                 ten million persons alive at the start
    python benchmarks/crowd.py 1e6 --months 24     shorter

Prints what was measured as JSON. Refused in one line, before anything large is made, if the columns
of everybody, the children to be born included, would not fit in memory.
"""

import argparse
import gc
import json
import os
import sys
import time
from dataclasses import replace
from typing import Any

from measure import GIB, PeakMemory, available_memory, proportional_memory, say
from twins import TwinModel, twin_world

from sim.errors import InputError
from sim.model.migration_model import MigrationModel
from sim.model.settings import Settings
from sim.params.parameters import Parameters
from sim.population.schema import BYTES_PER_PERSON
from sim.run.api import plan_for
from sim.run.scenarios import scenario_names
from sim.world.tables import World, load_world

SCENARIO = "world"
MONTHS = 240
SAMPLE = 1e6
"""Persons of the sample that memory is planned from, at the most."""
SPARE = 1.02
"""Memory planned over what is foreseen [1]."""


class Crowd:
    """Everybody of many origins: settings, tables, parameters and the model that takes them.

    With the scenario `world`, its origins; without it, every place of the tables that is no origin
    stands in as a twin of Moldova with its own number of residents.
    """

    def __init__(self, months: int, threads: int) -> None:
        self.kind: type[MigrationModel] = MigrationModel
        self.world: World
        self.parameters: Parameters
        if SCENARIO in scenario_names():
            plan, _ = plan_for(SCENARIO, seed=1, replicates=1)
            self.world = load_world(plan.settings.origins)
            self.about = f"scenario {SCENARIO}"
        else:
            plan, _ = plan_for("mp_moldova", seed=1, replicates=1)
            self.kind, self.world = TwinModel, twin_world("MDA")
            self.about = "twins of Moldova, each with the residents of its place"
        self.parameters = plan.parameters
        self.settings = replace(
            plan.replicate(0), origins=self.world.origins, months=months, threads=threads
        )

    def model(self, persons_per_agent: int) -> MigrationModel:
        """The model at a scale, without any policy."""
        settings: Settings = replace(self.settings, persons_per_agent=persons_per_agent)
        return self.kind(settings, self.world, self.parameters, {})

    def everybody(self) -> int:
        """Persons of all origins at the start, those abroad included."""
        year = self.settings.start // 12
        return sum(
            int(self.world.population(iso3, year).sum() + self.world.stock(iso3, year).sum())
            for iso3 in self.world.origins
        )


def plan_memory(crowd: Crowd, scale: int) -> dict[str, Any]:
    """Rows and memory that a scale will take, from a sample; refuses what does not fit.

    Raises:
        InputError: less memory is available.
    """
    sample = crowd.model(max(scale, round(crowd.everybody() / SAMPLE)))
    alive = int(sample.persons_at_start.sum()) / sample.settings.persons_per_agent
    rows = sum(side.population.people.size for side in sample.sides) / alive
    sample.step()  # compiles what was not, touches all tables
    here = proportional_memory(os.getpid())
    fixed = here + sum(array.nbytes for array in sample.results.values())
    persons = crowd.everybody() / scale
    size = int(SPARE * rows * persons * BYTES_PER_PERSON) + fixed
    free = available_memory() + here
    if size > free:
        most = (free - fixed) / (SPARE * rows * BYTES_PER_PERSON)
        raise InputError(
            f"{persons:,.0f} persons need {size / GIB:.1f} GiB with {rows:.2f} rows a person, of "
            f"which {free / GIB:.1f} are free: at most {most:,.0f} persons fit"
        )
    return {"rows_per_person": rows, "planned_bytes": size}


def measure(
    quick: bool, persons: float = 10**7, months: int = MONTHS, threads: int = 2
) -> dict[str, Any]:
    """Live the months of about so many persons: speed, events, memory."""
    if quick:
        persons, months = persons / 100, 24
    crowd = Crowd(months, threads)
    scale = max(1, round(crowd.everybody() / persons))
    planned = plan_memory(crowd, scale)
    gc.collect()  # the sample is gone
    with PeakMemory(every=0.2) as memory:
        started = time.perf_counter()
        model = crowd.model(scale)
        made = time.perf_counter() - started
        seconds = []
        for month in range(months):
            started = time.perf_counter()
            model.step()
            seconds.append(time.perf_counter() - started)
            if month % 24 == 23:
                say(f"  month {month + 1} of {months}: {sum(seconds):.1f} s")
    alive = int(model.persons_at_start.sum()) // scale
    return planned | {
        "about": crowd.about,
        "origins": len(model.sides),
        "persons": alive,
        "persons_per_agent": scale,
        "months": months,
        "threads": threads,
        "rows": sum(side.population.people.size for side in model.sides),
        "column_bytes": model.column_bytes,
        "made": made,
        "engine": model.engine_seconds,
        "total": made + sum(seconds),
        "month_seconds": seconds,
        "person_months": model.person_months,
        "events": model.events,
        "peak": memory.peak,
    }


def main() -> int:
    """Measure one size; 2 if it does not fit."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("persons", type=float, help="alive at the start, about")
    parser.add_argument("--months", type=int, default=MONTHS)
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args()
    try:
        found = measure(False, asked.persons, asked.months, asked.threads)
    except InputError as problem:
        say(str(problem))
        return 2
    print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
