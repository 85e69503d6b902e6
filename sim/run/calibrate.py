"""Calibration of the few free parameters (EVIDENCE C14): `task=calibrate`.

Each knob is a parameter with one target: an observed figure of the first years. The policy that is
what really happened (`history` of the scenario) is simulated; each knob is turned by the log of
target over simulated times its gain; and again, a fixed number of times. Plain, quick, and anyone
can rerun it. What is not a target (all of 2010 to 2015 but the years named here) is left for the
hindcast. Several origins are calibrated together, by parts of the world: see `calibrate_parts`.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.levers.origins import Policy
from sim.model.settings import Settings
from sim.params.parameters import CALIBRATED, Parameters
from sim.run.plan import Plan
from sim.run.progress import Progress
from sim.vocabulary import LIVING, MONTHS_PER_YEAR, RETURN_CHANNELS, Channel, Status

if TYPE_CHECKING:
    from sim.results.record import Record
    from sim.world.tables import World

ROUNDS = 10
MONTHS = 60
"""Horizon of a calibration run: the years of the targets."""
FIRST_MONTH = 2008 * MONTHS_PER_YEAR
SMALLEST_FLOW = 10.0
"""Arrivals a year assumed where the estimate has fewer, or none."""

Simulated = Callable[[Any], float]
"""The figure in what a run left behind."""


@dataclass
class Knob:
    """One free parameter and what it is turned to meet.

    target     observed figure;  simulated: the same figure of a run
    gain       turn per unit of log(target/simulated)
    log        turn the logarithm of the parameter, not the parameter
    series     name of the observed series, for the reader and the hindcast
    before     simulated before the first turn;  reached: after the last
    """

    parameter: str
    label: str
    unit: str
    bounds: tuple[float, float]
    target: float
    simulated: Simulated
    gain: float
    log: bool
    series: str
    years: str
    value: float = 0.0
    before: float = math.nan
    reached: float = math.nan


def perform(plan: Plan, folder: Path, progress: Progress) -> str:
    """Turn all knobs; leave `calibrated.yaml` and `calibration.csv` in `folder`."""
    from sim.run.one_run import allow_threads

    allow_threads(plan.settings.threads)
    from sim.run.calibrate_parts import knobs_of_parts, watch
    from sim.world.tables import load_world

    world = load_world(plan.settings.origins, plan.settings.places)
    settings = replace(plan.replicate(0), origins=world.origins, start=FIRST_MONTH, months=MONTHS)
    plan = replace(plan, settings=settings)
    if len(world.origins) > 1:
        knobs = knobs_of_parts(world, plan.parameters)
        tune(knobs, plan, partial(watch, plan.settings, world, plan.history), progress)
    else:
        knobs = make_knobs(world, world.origins[0], plan.parameters)
        tune(knobs, plan, partial(simulate, plan.settings, world, plan.history), progress)
    (folder / CALIBRATED).write_text(to_yaml(knobs, plan), encoding="utf-8")
    (folder / "calibration.csv").write_text(to_csv(knobs), encoding="utf-8")
    return to_text(knobs) + f"\n\nCopy {CALIBRATED} into the folder of the scenario to use it."


def simulate(
    settings: Settings,
    world: "World",
    policy: Policy,
    parameters: Parameters,
    progress: Callable[[int], None],
) -> "Record":
    """The months of the targets, with all outcomes."""
    from sim.model.simulation import run_policy

    return run_policy(settings, world, parameters, policy, progress)


def tune(
    knobs: list[Knob],
    plan: Plan,
    run: Callable[[Parameters, Callable[[int], None]], Any],
    progress: Progress,
) -> None:
    """Run and turn the knobs, `ROUNDS` times; leaves the last value and what it reached."""
    parameters = with_knobs(plan.parameters, knobs)
    for knob in knobs:
        knob.value = parameters.value(knob.parameter)
    progress.total = ROUNDS * MONTHS
    for number in range(ROUNDS):
        progress.begin(f"round {number + 1} of {ROUNDS}")
        seen = run(parameters, progress.step)
        for knob in knobs:
            knob.reached = knob.simulated(seen)
            if number == 0:
                knob.before = knob.reached
            if number < ROUNDS - 1:
                turn(knob, damping=1.0 if number < 5 else 0.5)
        parameters = parameters.replace({knob.parameter: knob.value for knob in knobs})
    progress.close()


def turn(knob: Knob, damping: float) -> None:
    """One step towards the target, kept inside the bounds."""
    gap = math.log(max(knob.target, 1e-9) / max(knob.reached, 0.02 * knob.target, 1e-9))
    step = damping * knob.gain * max(-2.0, min(2.0, gap))
    value = knob.value * math.exp(step) if knob.log else knob.value + step
    low, high = knob.bounds
    knob.value = round(max(low, min(high, value)), 5)


def make_knobs(world: "World", origin: str, parameters: Parameters) -> list[Knob]:
    """All knobs of an origin, from the tables."""
    knobs = [*_place_knobs(world, origin), *_return_knob(world, origin, parameters)]
    specs: tuple[tuple[Any, ...], ...] = (
        ("visit.wish", "visas_applied", (2009, 2010),
         _flow("visa_applications", 12, 36), True, 0.8),
        ("stay.detection", "found_illegally_present", (2012,),
         _flow("found_illegally_present", 48, 60), True, 0.8),
        ("choice.channel_asylum", "asylum_unhcr", (2008, 2009, 2010),
         _flow("asylum_applications", 0, 36), False, 0.5),
        ("remit.share", "remittances_received_eur2015", (2008, 2009, 2010),
         _flow("remittances_received", 0, 36), True, 0.9),
    )  # fmt: skip
    for name, series, years, simulated, log, gain in specs:
        target = observed(world, origin, series, years)
        if target > 0.0 and name in parameters:
            quantity = parameters.quantity(name)
            knobs.append(
                Knob(
                    name,
                    quantity.label,
                    quantity.unit,
                    quantity.bounds,
                    target,
                    simulated,
                    gain,
                    log,
                    series,
                    f"{years[0]}-{years[-1]}",
                )
            )
    return knobs + list(reason_knobs(world, parameters))


REASONS = {"choice.channel_study": ("education", (Status.STUDENT,))}
LAWFUL = (Status.WORKER, Status.HIGHLY_SKILLED, Status.SEASONAL, Status.STUDENT, Status.FAMILY)


def reason_knobs(world: "World", parameters: Parameters) -> Iterable[Knob]:
    """Constant of study, to meet the reasons of valid permits in 2010.

    The tables have reasons for all citizenships together only: a stand-in. Shares are among family,
    education and employment; the labour channel is the reference.
    """
    sums: dict[str, float] = {}
    for row in world.rows("permits_total"):
        measure, _, last = row["measure"].partition("_reasons")
        if row["year"] == 2010 and not last and row["measure"].endswith("_reasons"):
            reason = measure.removeprefix("valid_permits_")
            sums[reason] = sums.get(reason, 0.0) + row["value"]
    total = sum(sums.get(reason, 0.0) for reason in ("family", "education", "employment"))
    members = np.asarray(world.eu_member(FIRST_MONTH))
    for name, (reason, statuses) in REASONS.items():
        if total <= 0.0:
            return
        quantity = parameters.quantity(name)
        yield Knob(
            name, quantity.label, quantity.unit, quantity.bounds, sums[reason] / total,
            _reason_share(statuses, members), 0.5, False, "valid_permits_by_reason", "2010",
        )  # fmt: skip


def _reason_share(statuses: Iterable[Status], members: Any) -> Simulated:
    """Share of some statuses among lawful residents of the Union at the end of 2010."""
    wanted = [LIVING.index(status) for status in statuses]
    everybody = [LIVING.index(status) for status in LAWFUL]

    def simulated(record: "Record") -> float:
        persons = record.data["persons"][35, 0][members].sum(axis=0)
        return float(persons[wanted].sum() / max(1, persons[everybody].sum()))

    return simulated


def observed(world: "World", origin: str, series: str, years: Iterable[int]) -> float:
    """Mean over years of an observed series: the total if given, else the sum over places."""
    totals = []
    for year in years:
        rows = [t for t in world.targets(origin) if t.series == series and t.year == year]
        whole = [t.value for t in rows if t.dest in ("EU", "WLD")]
        totals.append(whole[0] if whole else sum(t.value for t in rows))
    return float(np.mean(totals)) if totals else 0.0


def _flow(name: str, first: int, end: int) -> Simulated:
    """Yearly mean of a simulated flow over all places and origins."""

    def simulated(record: "Record") -> float:
        part = record.data[name][first:end]
        return float(part.sum()) * MONTHS_PER_YEAR / (end - first)

    return simulated


ESTIMATES = {
    "abel_cohen_2022": ("da_pb_closed", (2005,)),  # five years from 2005 on
    "gaskin_abel_2026": ("flow", (2008, 2009, 2010)),
}
"""Source of flows -> its measure, and the years at which its figures of the first years stand.

The two differ by more than twice for some origins; targets are their geometric mean.
"""
NET = "net_migration_gaskin_abel"


def estimated_flows(world: "World", origin: str, source: str) -> dict[str, float]:
    """Flows a year from an origin in the first years, by destination, as one source has them."""
    measure, years = ESTIMATES[source]
    flows: dict[str, float] = {}
    for row in world.rows("flows"):
        mine = (row["origin"], row["source"], row["measure"]) == (origin, source, measure)
        if mine and row["year"] in years:
            value = row["value"] / row["years"] / len(years)
            flows[row["dest"]] = flows.get(row["dest"], 0.0) + value
    return flows


def target_flows(world: "World", origin: str) -> dict[str, float]:
    """Flows a year by destination: the geometric mean of the estimates, each at least 10."""
    found = [estimated_flows(world, origin, source) for source in ESTIMATES]
    return {
        place: math.prod(max(flows.get(place, 0.0), SMALLEST_FLOW) for flows in found) ** 0.5
        for place in {place for flows in found for place in flows}
    }


def _return_knob(world: "World", origin: str, parameters: Parameters) -> Iterable[Knob]:
    """The hazard of going home, to meet departures and net migration of one source (a year)."""
    gone = sum(estimated_flows(world, origin, "gaskin_abel_2026").values())
    target = gone + observed(world, origin, NET, ESTIMATES["gaskin_abel_2026"][1])
    if not 0.0 < target < gone:
        return
    quantity = parameters.quantity("return.base")
    yield Knob(
        "return.base", quantity.label, quantity.unit, quantity.bounds, target, _returns, 0.8, True,
        NET, "2008-2010",
    )  # fmt: skip


def _returns(record: "Record") -> float:
    """Yearly returns to the origin over the first three years."""
    back = list(RETURN_CHANNELS)
    return float(record.data["arrivals"][:36, 0][:, :, back].sum()) / 3.0


def _place_knobs(world: "World", origin: str) -> Iterable[Knob]:
    """One constant per destination, to meet the flow estimated for the first years (a year)."""
    flows = target_flows(world, origin)
    for place, iso3 in enumerate(world.places):
        target = max(flows.get(iso3, 0.0), SMALLEST_FLOW)
        if iso3 in world.origins:
            continue
        yield Knob(
            f"place.{iso3}", f"Constant of {world.name(iso3)}", "1", (-15.0, 15.0), target,
            _arrivals(place), 0.7, False, "flows", "2005-2010",
        )  # fmt: skip


def _arrivals(place: int) -> Simulated:
    """Yearly arrivals in a place by all outward channels over the first three years."""

    def simulated(record: "Record") -> float:
        return float(record.data["arrivals"][:36, 0, place, : Channel.RESETTLEMENT].sum()) / 3.0

    return simulated


def with_knobs(parameters: Parameters, knobs: Iterable[Knob]) -> Parameters:
    """Parameters, with those that have no value yet: constants of places, values of parts."""
    from sim.params.quantity import ALWAYS, Quantity

    quantities = {name: parameters.quantity(name) for name in parameters}
    for knob in knobs:
        if knob.parameter not in quantities:
            quantities[knob.parameter] = Quantity(
                knob.label,
                knob.unit,
                "calibrated",
                "own_assumption",
                knob.bounds,
                ((ALWAYS, knob.value),),
            )
    return Parameters(quantities, parameters.sources())


def to_yaml(knobs: Iterable[Knob], plan: Plan) -> str:
    """The knobs as a file of parameters."""
    lines = [
        f"# Written by: python -m sim task=calibrate +scenario={plan.scenario.name}",
        f"# seed {plan.settings.seed}, {plan.settings.persons_per_agent} persons per agent, "
        f"{ROUNDS} rounds of {MONTHS} months",
    ]
    for knob in knobs:
        lines += [
            f"{knob.parameter}:",
            f"  label: {knob.label}",
            f'  unit: "{knob.unit}"',
            "  status: calibrated",
            "  source: calibration",
            f"  bounds: [{knob.bounds[0]:g}, {knob.bounds[1]:g}]",
            f"  values: {knob.value:g}",
            f'  note: "target {knob.series} {knob.years}: observed {knob.target:.4g}, '
            f'simulated {knob.reached:.4g}"',
        ]
    return "\n".join(lines) + "\n"


def to_csv(knobs: Iterable[Knob]) -> str:
    """Parameter, value, series, years, observed, simulated before and after: one line each."""
    rows = ["parameter,value,series,years,observed,before,simulated"]
    rows += [
        f"{k.parameter},{k.value:g},{k.series},{k.years},{k.target:.6g},{k.before:.6g},{k.reached:.6g}"
        for k in knobs
    ]
    return "\n".join(rows) + "\n"


def to_text(knobs: Iterable[Knob]) -> str:
    """A table for the terminal."""
    head = (
        f"{'parameter':24} {'value':>10} {'observed':>12} {'before':>12} {'simulated':>12}  series"
    )
    rows = [
        f"{k.parameter:24} {k.value:10.4g} {k.target:12.4g} {k.before:12.4g} "
        f"{k.reached:12.4g}  {k.series} {k.years}"
        for k in knobs
    ]
    return "\n".join([head, *rows])
