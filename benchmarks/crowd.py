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

from sim.errors import InputError
from sim.model.migration_model import SCHEDULE, MigrationModel
from sim.model.processes.record import record
from sim.model.settings import Settings
from sim.population.schema import BYTES_PER_PERSON
from sim.run.api import plan_for
from sim.world.tables import load_world

SCENARIO = "world"
MONTHS = 240
SAMPLE = 1e6
"""Persons of the sample that memory is planned from, at the most."""
NEAR, NEAR_ENOUGH = 1.1, 1.005
"""Persons taken over persons asked for: with all origins, and with some left out [1]."""
SPARE = 1.02
"""Memory planned over what is foreseen [1]."""


def count(model: MigrationModel) -> None:
    """Count the persons of the month: what `record` keeps by place would fill the memory."""
    model.person_months += sum(int(side.persons().sum()) for side in model.sides)


class Unrecorded(MigrationModel):
    """The model without a line of every outcome for each month, origin and place."""

    schedule = (*(process for process in SCHEDULE if process is not record), count)


class Crowd:
    """Everybody in the scenario `world`: settings, tables, parameters."""

    def __init__(self, months: int, threads: int) -> None:
        plan, _ = plan_for(SCENARIO, seed=1, replicates=1)
        self.world = load_world(plan.settings.origins, plan.settings.places)
        self.about = f"scenario {SCENARIO}"
        self.parameters = plan.parameters
        self.settings = replace(
            plan.replicate(0), origins=self.world.origins, months=months, threads=threads
        )

    def model(self, persons_per_agent: int) -> MigrationModel:
        """The model at a scale, without any policy."""
        settings: Settings = replace(self.settings, persons_per_agent=persons_per_agent)
        return Unrecorded(settings, self.world, self.parameters, {})

    def take(self, persons: float) -> None:
        """Choose scale and origins for about so many persons.

        Everybody at a whole scale if that comes near enough; else, as a scale of 1 : 2 may be far
        from what is asked for, origins from the largest on, as long as they fit.
        """
        year = self.settings.start // 12
        sizes = {
            iso3: float(
                self.world.population(iso3, year).sum() + self.world.stock(iso3, year).sum()
            )
            for iso3 in self.world.origins
        }
        self.scale = max(1, int(sum(sizes.values()) / persons))
        taken = list(sizes)
        if sum(sizes.values()) > NEAR * persons * self.scale:
            taken, room = [], NEAR_ENOUGH * persons * self.scale
            for iso3 in sorted(sizes, key=sizes.__getitem__, reverse=True):
                if sizes[iso3] <= room:
                    taken.append(iso3)
                    room -= sizes[iso3]
        self.settings = replace(self.settings, origins=tuple(taken))
        self.everybody = sum(sizes[iso3] for iso3 in taken)


def refuse_too_many(persons: float, rows: float, fixed: float, free: float) -> int:
    """Memory that so many persons need [B].

    Args:
        persons: Alive at the start.
        rows: For each of them, children to be born included.
        fixed: Memory that does not depend on them [B].
        free: Memory that may be taken [B].

    Raises:
        InputError: they do not fit.
    """
    each = SPARE * rows * BYTES_PER_PERSON
    if (size := int(each * persons + fixed)) > free:
        raise InputError(
            f"{persons:,.0f} persons need {size / GIB:.1f} GiB, with {rows:.2f} rows for each, and "
            f"{free / GIB:.1f} GiB are free: at most {max(0.0, free - fixed) / each:,.0f} fit"
        )
    return size


def plan_memory(crowd: Crowd, free: float) -> dict[str, Any]:
    """Rows and memory that a scale will take, from a sample.

    Raises:
        InputError: more than is `free` [B].
    """
    persons = crowd.everybody / crowd.scale
    refuse_too_many(persons, 1.0, 0.0, free)
    before = proportional_memory(os.getpid())
    sample = crowd.model(max(crowd.scale, round(crowd.everybody / SAMPLE)))
    alive = int(sample.persons_at_start.sum()) / sample.settings.persons_per_agent
    rows = sum(side.population.people.size for side in sample.sides) / alive
    sample.step()  # compiles what was not, touches all tables
    fixed = proportional_memory(os.getpid())  # of which the sample's tables will be the model's
    sample.release()
    size = refuse_too_many(persons, rows, fixed, free + before)
    return {"rows_per_person": rows, "planned_bytes": size}


def measure(
    quick: bool,
    persons: float = 10**7,
    months: int = MONTHS,
    threads: int = 2,
    memory: float | None = None,
) -> dict[str, Any]:
    """Live the months of about so many persons: speed, events, memory.

    memory  that may be taken [GiB]; all that is available unless given
    """
    if quick:
        persons, months = persons / 100, 24
    crowd = Crowd(months, threads)
    crowd.take(persons)
    planned = plan_memory(crowd, memory * GIB if memory else available_memory())
    gc.collect()  # the sample is gone
    with PeakMemory(every=0.2) as watched:
        started = time.perf_counter()
        model = crowd.model(crowd.scale)
        made = time.perf_counter() - started
        seconds = []
        for month in range(months):
            started = time.perf_counter()
            model.step()
            seconds.append(time.perf_counter() - started)
            if month % 24 == 23:
                say(f"  month {month + 1} of {months}: {sum(seconds):.1f} s")
    alive = int(model.persons_at_start.sum()) // crowd.scale
    return planned | {
        "about": crowd.about,
        "origins": len(model.sides),
        "persons": alive,
        "persons_per_agent": crowd.scale,
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
        "peak": watched.peak,
    }


def main() -> int:
    """Measure one size; 2 if it does not fit."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("persons", type=float, help="alive at the start, about")
    parser.add_argument("--months", type=int, default=MONTHS)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--memory", type=float, help="that may be taken [GiB], else all that is free"
    )
    asked = parser.parse_args()
    try:
        found = measure(False, asked.persons, asked.months, asked.threads, asked.memory)
    except InputError as problem:
        say(str(problem))
        return 2
    print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
