"""Calibration of many origins together (EVIDENCE C14, decision 0024): `task=calibrate`.

Each origin has a utility of staying and a hazard of return, each destination a constant: where
origins are few and a place is large enough its own, else that of its part of the world. Three
margins are met: how the number of emigrants grew from 2005 to 2010 (stocks of the United Nations),
how many went back to their country of birth, and how those who left it were shared out among
destinations (Abel and Cohen 2022). The estimates compare where persons live at the two ends of five
years, and so does this, person by person. A few parameters of everybody follow series of the Union
and of the world, as for one origin.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.levers.origins import Policy
from sim.model.migration_model import SCHEDULE, MigrationModel
from sim.model.processes.record import record
from sim.model.settings import Settings
from sim.params.parameters import Parameters
from sim.run.calibrate import FIRST_MONTH, LAWFUL, REASONS, Knob, observed, reason_knobs
from sim.run.margins import PERIOD, YEARS, areas, emigrants, estimated, fled, named
from sim.vocabulary import IRREGULAR, MONTHS_PER_YEAR, Flow, RouteFlow, Status

if TYPE_CHECKING:
    from sim.world.tables import World

MORTALITY = 0.01
"""Deaths of emigrants a year, about: it steers how fast knobs are turned, and no result."""
IRREGULAR_IN_UNION = 2.85e6
"""Persons without papers in the Union in 2008, the middle of 1.9 to 3.8 million (Clandestino), with
no clear change since (MIrreM)."""
ENTRIES_DETECTED = 104_000.0
"""Irregular entries into the Union that were detected, in 2009 and in 2010 each (Frontex 2011)."""

BOUNDS = {
    "choice.stay": (-10.0, 30.0),
    "return.base": (0.005, 0.2),
    "place": (-15.0, 15.0),
    "visit.wish": (0.0005, 0.5),
}
"""Ranges of knobs that are wider than in general. That of return is in general that of migrants who
came lately: here it holds for all who live abroad, however long and on whatever ground. Of large or
poor countries fewer wish to visit than of Europe's neighbours."""


class Watched(MigrationModel):
    """A model that keeps sums over places and origins in place of all outcomes."""

    def __init__(self, *arguments: Any) -> None:
        """Note where everybody lives before the first month."""
        self.flows: list[NDArray[np.int64]] = []
        self.by_status: list[NDArray[np.int64]] = []
        self.entries: list[int] = []
        self.received: list[float] = []
        super().__init__(*arguments)
        self.lived = [side.population.people["place"].copy() for side in self.sides]
        self.abroad = self.emigrants()

    def emigrants(self) -> NDArray[np.int64]:
        """Persons of each origin who live elsewhere now (origins,)."""
        found = [int(side.diaspora().sum()) for side in self.sides]
        return np.array(found) * self.settings.persons_per_agent

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
    """Keep the month's flows by place, persons in the Union by status, and money received."""
    scale = model.settings.persons_per_agent
    model.flows.append(np.sum([side.flows for side in model.sides], axis=0) * scale)
    there = [side.stock[model.eu_member].sum(axis=(0, 2)) for side in model.sides]
    model.by_status.append(np.sum(there, axis=0) * scale)
    entries = sum(side.route_flows[:, :, RouteFlow.ENTRIES].sum() for side in model.sides)
    model.entries.append(int(entries) * scale)
    model.received.append(sum(side.received[-1] for side in model.sides))


Watched.schedule = (*(process for process in SCHEDULE if process is not record), watch_month)


class Seen:
    """What a run left behind, a year.

    left       persons who live outside their origin and lived in it (origins, places)
    abroad     persons who lived outside their origin at the start, and at the end (2, origins);
               these two are no yearly figures
    returned   persons who live in their origin and lived elsewhere (origins,)
    by_status  residents of the Union at the end of each month (months, statuses)
    """

    def __init__(self, model: Watched) -> None:
        """Read a model after its last month."""
        rows, homes = np.arange(len(model.sides)), [side.home for side in model.sides]
        moved = model.moved()
        stayed = moved[rows, homes, homes]
        self.returned = (moved[rows, :, homes].sum(axis=1) - stayed) / YEARS
        self.left = moved[rows, homes] / YEARS
        self.left[rows, homes] = 0.0
        self.abroad = np.array([model.abroad, model.emigrants()])
        self.flows = np.array(model.flows)
        self.by_status = np.array(model.by_status)
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
    first, last = (emigrants(world, year) for year in (PERIOD, PERIOD + YEARS))
    left, returned = estimated(world, PERIOD, first)
    chose = ~fled(world, first, last)
    knobs: list[Knob] = []
    for of, at in areas(world, world.origins, np.where(first > 0.0, last, 0.0)).items():
        name, back, free = named(world, of), returned[at].sum(), [i for i in at if chose[i]]
        knobs.append(
            knob_of(parameters, f"return.base.{of}", name, back, partial(_returned, at), 0.9, True,
                    "went back to their country of birth a year")
        )  # fmt: skip
        if free:
            grown = last[free].sum() / first[free].sum()
            leave = max(0.1, grown - 1.0 + YEARS * (back / first[at].sum() + MORTALITY))
            knobs.append(
                knob_of(parameters, f"choice.stay.{of}", name, grown, partial(_grown, free),
                        -0.7 / leave, False, "emigrants after five years to those before")
            )  # fmt: skip
    weights = left.sum(axis=1)
    for of, at in areas(world, world.places, left.sum(axis=0)).items():
        share = left[:, at].sum() / left.sum()
        knobs.append(
            knob_of(parameters, f"place.{of}", named(world, of), share,
                    partial(_share, at, weights), 0.5, False, "share of those who left for there")
        )  # fmt: skip
    everybody = set(world.origins) == set(world.known_origins())
    return [knob for knob in knobs if knob.target > 0.0] + list(
        general_knobs(world, parameters, everybody)
    )


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


def _grown(at: list[int], seen: Seen) -> float:
    first, last = seen.abroad[:, at].sum(axis=1)
    return float(last / max(1, first))


def _returned(at: list[int], seen: Seen) -> float:
    return float(seen.returned[at].sum())


def _share(at: list[int], weights: NDArray[np.float64], seen: Seen) -> float:
    """Share of those who left each origin for some places, origins weighted as estimated."""
    of_origin = seen.left[:, at].sum(axis=1) / np.maximum(1.0, seen.left.sum(axis=1))
    return float(of_origin @ weights / weights.sum())


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
            yield Knob(
                name, q.label, q.unit, BOUNDS.get(name, q.bounds), float(target), simulated, gain,
                log, series, f"{years[0]}-{years[-1]}", parameters.value(name),
            )  # fmt: skip
    for knob in reason_knobs(world, parameters):
        simulated = partial(_reason_share, REASONS[knob.parameter][1])
        yield replace(knob, simulated=simulated, value=parameters.value(knob.parameter))
    if not everybody:
        return
    for name, aim, simulated, gain, log, series, when in (
        ("choice.channel_smuggled", ENTRIES_DETECTED, _entries, 0.4, False,
         "irregular entries a year (Frontex)", "2009-2010"),
        ("stay.regularised", IRREGULAR_IN_UNION, _irregular, -1.0, True,
         "persons without papers in the Union (Clandestino)", "2008"),
    ):  # fmt: skip
        q = parameters.quantity(name)
        yield Knob(name, q.label, q.unit, q.bounds, aim, simulated, gain, log, series, when,
                   parameters.value(name))  # fmt: skip


def _flow(flow: Flow, places: NDArray[np.bool_], first: int, end: int, seen: Seen) -> float:
    part = seen.flows[first * MONTHS_PER_YEAR : end * MONTHS_PER_YEAR, places, flow]
    return float(part.sum()) / (end - first)


def _received(seen: Seen) -> float:
    return float(seen.received[: 3 * MONTHS_PER_YEAR].sum()) / 3.0


def _entries(seen: Seen) -> float:
    return float(seen.entries[MONTHS_PER_YEAR : 3 * MONTHS_PER_YEAR].sum()) / 2.0


def _irregular(seen: Seen) -> float:
    stay = seen.by_status[2 * MONTHS_PER_YEAR :, list(IRREGULAR)]
    return float(stay.sum(axis=1).mean())


def _reason_share(statuses: Sequence[Status], seen: Seen) -> float:
    """Share of some statuses among lawful residents of the Union at the end of 2010."""
    there = seen.by_status[3 * MONTHS_PER_YEAR - 1]
    return float(there[list(statuses)].sum() / max(1, there[list(LAWFUL)].sum()))
