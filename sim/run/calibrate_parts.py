"""Calibration of many origins together, by parts of the world (EVIDENCE C14): `task=calibrate`.

Each part has one utility of staying, one hazard of return and one constant as a destination. They
are turned until as many persons have left their country of birth, have gone back to it, and have
gone to each part as was estimated (Abel and Cohen 2022) for 2005 to 2010. The estimates compare
where persons live at the two ends of five years, and so does this, person by person. A few
parameters of everybody follow series of the Union and of the world, as for one origin.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.levers.origins import Policy
from sim.model.migration_model import SCHEDULE, MigrationModel
from sim.model.processes.record import record
from sim.model.settings import Settings
from sim.params.parameters import Parameters
from sim.run.calibrate import FIRST_MONTH, Knob, observed
from sim.vocabulary import IRREGULAR, MONTHS_PER_YEAR, Flow, RouteFlow, Status

if TYPE_CHECKING:
    from sim.world.tables import World

YEARS = 5
PERIOD = 2005
"""First year of the estimates that are targets."""
SMALLEST_PART = 30_000.0
"""Persons a year who leave a part of the world, or come to it, for it to have knobs of its own."""
IRREGULAR_IN_UNION = 2.85e6
"""Persons without papers in the Union in 2008, the middle of 1.9 to 3.8 million (Clandestino), with
no clear change since (MIrreM)."""
ENTRIES_DETECTED = 104_000.0
"""Irregular entries into the Union that were detected, in 2009 and in 2010 each (Frontex 2011)."""

BOUNDS = {"choice.stay": (-10.0, 30.0), "return.base": (0.005, 0.2), "place": (-15.0, 15.0)}
"""Ranges of the knobs of parts. That of return is wider than in general, which is that of migrants
who came lately: here it holds for all who live abroad, however long and on whatever ground."""


class Watched(MigrationModel):
    """A model that keeps sums over places and origins in place of all outcomes."""

    def __init__(self, *arguments: Any) -> None:
        """Note where everybody lives before the first month."""
        self.flows: list[NDArray[np.int64]] = []
        self.irregular: list[int] = []
        self.entries: list[int] = []
        self.received: list[float] = []
        super().__init__(*arguments)
        self.lived = [side.population.people["place"].copy() for side in self.sides]

    def moved(self) -> NDArray[np.int64]:
        """Persons by origin, place before the first month and place now (origins, places, places).

        Of those alive now; who was born since has always been at home.
        """
        places = len(self.world.places)
        found = np.zeros((len(self.sides), places * places), np.int64)
        for number, side in enumerate(self.sides):
            people = side.population.people
            alive = (people["status"] != Status.DEAD) & (people["status"] != Status.UNBORN)
            pairs = self.lived[number].astype(np.int64) * places + people["place"]
            found[number] = np.bincount(pairs[alive], minlength=places * places)
        return found.reshape(-1, places, places) * self.settings.persons_per_agent


def watch_month(model: Watched) -> None:
    """Keep the month's flows by place, irregular stay in the Union, and money received."""
    scale = model.settings.persons_per_agent
    model.flows.append(np.sum([side.flows for side in model.sides], axis=0) * scale)
    stay = sum(side.stock[model.eu_member][:, list(IRREGULAR)].sum() for side in model.sides)
    model.irregular.append(int(stay) * scale)
    entries = sum(side.route_flows[:, :, RouteFlow.ENTRIES].sum() for side in model.sides)
    model.entries.append(int(entries) * scale)
    model.received.append(sum(side.received[-1] for side in model.sides))


Watched.schedule = (*(process for process in SCHEDULE if process is not record), watch_month)


class Seen:
    """What a run left behind, a year.

    left      persons who live outside their origin and lived in it (origins, places)
    returned  persons who live in their origin and lived elsewhere (origins,)
    """

    def __init__(self, model: Watched) -> None:
        """Read a model after its last month."""
        moved = model.moved()
        homes = [side.home for side in model.sides]
        rows = np.arange(len(homes))
        stayed = moved[rows, homes, homes]
        self.left = moved[rows, homes] / YEARS
        self.left[rows, homes] = 0.0
        self.returned = (moved[rows, :, homes].sum(axis=1) - stayed) / YEARS
        self.flows = np.array(model.flows)
        self.irregular = np.array(model.irregular)
        self.entries = np.array(model.entries)
        self.received = np.array(model.received)


def watch(
    settings: Settings,
    world: "World",
    policy: Policy,
    parameters: Parameters,
    progress: Callable[[int], None],
) -> Seen:
    """The months of the targets; where everybody has gone."""
    model = Watched(settings, world, parameters, policy)
    for _ in range(settings.months):
        model.step()
        progress(1)
    model.release()
    return Seen(model)


def knobs_of_parts(world: "World", parameters: Parameters) -> list[Knob]:
    """All knobs of several origins, from the tables."""
    left, returned = estimated(world, PERIOD)
    everybody = set(world.origins) == set(world.known_origins())
    if not everybody:
        returned[:] = 0.0  # flows home start where others live: in part unknown
    knobs: list[Knob] = []
    for part, at in parts(world, world.origins).items():
        of = world.part(part)
        if left[at].sum() < SMALLEST_PART:
            continue
        knobs += [
            knob_of(parameters, f"choice.stay.{part}", of, left[at].sum(),
                    partial(_left, at), -0.8, False, "left their country of birth a year"),
            knob_of(parameters, f"return.base.{part}", of, returned[at].sum(),
                    partial(_returned, at), 0.9, True, "went back to it a year"),
        ]  # fmt: skip
    for part, at in parts(world, world.places).items():
        share = left[:, at].sum() / left.sum()
        if share * left.sum() < SMALLEST_PART:
            continue
        knobs.append(
            knob_of(parameters, f"place.{part}", world.part(part), share,
                    partial(_share, at), 0.5, False, "share of all who left for there")
        )  # fmt: skip
    return [knob for knob in knobs if knob.target > 0.0] + list(
        general_knobs(world, parameters, everybody)
    )


def parts(world: "World", places: Sequence[str]) -> dict[str, list[int]]:
    """Positions of the places in each part of the world."""
    found: dict[str, list[int]] = {}
    for at, iso3 in enumerate(places):
        if iso3 != "ROW" and world.subregion(iso3):
            found.setdefault(world.subregion(iso3), []).append(at)
    return found


def estimated(world: "World", year: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Persons a year in the five from `year` who left and who went back to their country of birth.

    Returns (origins, places) and (origins,).
    """
    left = np.zeros((len(world.origins), len(world.places)))
    returned = np.zeros(len(world.origins))
    origins = {iso3: at for at, iso3 in enumerate(world.origins)}
    places = {iso3: at for at, iso3 in enumerate(world.places)}
    for row in world.rows("flows"):
        if row["source"] != "abel_cohen_2022" or row["year"] != year:
            continue
        yearly = row["value"] / row["years"]
        if row["measure"] == "pb_outward" and row["dest"] in places:
            left[origins[row["origin"]], places[row["dest"]]] += yearly
        elif row["measure"] == "pb_return" and row["dest"] in origins:
            returned[origins[row["dest"]]] += yearly
    return left, returned


def knob_of(
    parameters: Parameters,
    name: str,
    of: str,
    target: float,
    simulated: Callable[[Seen], float],
    gain: float,
    log: bool,
    series: str,
) -> Knob:
    """A knob for a part of the world, from the parameter that it stands in for."""
    general = name.rpartition(".")[0]
    bounds = BOUNDS[general]
    if general == "place":
        label, unit, value = "Constant as a destination", "1", 0.0
    else:
        quantity = parameters.quantity(general)
        label, unit, value = quantity.label, quantity.unit, parameters.value(general)
    return Knob(
        name, f"{label}, {of}", unit, bounds, float(target), simulated, gain, log, series,
        f"{PERIOD}-{PERIOD + YEARS}", value,
    )  # fmt: skip


def _left(at: list[int], seen: Seen) -> float:
    return float(seen.left[at].sum())


def _returned(at: list[int], seen: Seen) -> float:
    return float(seen.returned[at].sum())


def _share(at: list[int], seen: Seen) -> float:
    return float(seen.left[:, at].sum() / max(1.0, seen.left.sum()))


def general_knobs(world: "World", parameters: Parameters, everybody: bool) -> Iterable[Knob]:
    """Parameters of all persons, to meet sums over the origins that a series is known for.

    everybody  are there all origins? Only then is irregular stay in the Union that of the run
    """
    area = np.asarray(world.schengen_visa_area(FIRST_MONTH) | world.eu_member(FIRST_MONTH))
    everywhere = np.ones(area.size, bool)
    specs: tuple[tuple[Any, ...], ...] = (
        ("visit.wish", "visas_applied", (2009, 2010),
         partial(_flow, Flow.VISA_APPLICATIONS, area, 1, 3), True, 0.8),
        ("stay.detection", "found_illegally_present", (2012,),
         partial(_flow, Flow.FOUND, area, 4, 5), True, 0.6),
        ("choice.channel_asylum", "asylum_unhcr", (2008, 2009, 2010),
         partial(_flow, Flow.ASYLUM_APPLICATIONS, everywhere, 0, 3), False, 0.4),
        ("remit.share", "remittances_received_eur2015", (2008, 2009, 2010), _received, True, 0.9),
    )  # fmt: skip
    targets = np.zeros(len(specs))
    for origin in world.origins:  # the targets of an origin are looked up once
        targets += [observed(world, origin, series, years) for _, series, years, *_ in specs]
    for (name, series, years, simulated, log, gain), target in zip(specs, targets, strict=True):
        if target > 0.0:
            q = parameters.quantity(name)
            yield Knob(name, q.label, q.unit, q.bounds, float(target), simulated, gain, log, series,
                       f"{years[0]}-{years[-1]}", parameters.value(name))  # fmt: skip
    if not everybody:
        return
    for name, target, simulated, gain, log, series, years in (
        ("choice.channel_smuggled", ENTRIES_DETECTED, _entries, 0.4, False,
         "irregular entries a year (Frontex)", "2009-2010"),
        ("stay.regularised", IRREGULAR_IN_UNION, _irregular, -1.0, True,
         "persons without papers in the Union (Clandestino)", "2008"),
    ):  # fmt: skip
        q = parameters.quantity(name)
        yield Knob(name, q.label, q.unit, q.bounds, target, simulated, gain, log, series, years,
                   parameters.value(name))  # fmt: skip


def _flow(flow: Flow, places: NDArray[np.bool_], first: int, end: int, seen: Seen) -> float:
    part = seen.flows[first * MONTHS_PER_YEAR : end * MONTHS_PER_YEAR, places, flow]
    return float(part.sum()) / (end - first)


def _received(seen: Seen) -> float:
    return float(seen.received[: 3 * MONTHS_PER_YEAR].sum()) / 3.0


def _entries(seen: Seen) -> float:
    return float(seen.entries[MONTHS_PER_YEAR : 3 * MONTHS_PER_YEAR].sum()) / 2.0


def _irregular(seen: Seen) -> float:
    return float(seen.irregular[2 * MONTHS_PER_YEAR :].mean())
