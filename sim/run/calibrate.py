"""Calibration of the few free parameters (EVIDENCE C14): `task=calibrate`.

Each knob is a parameter with one target: an observed figure of the first years. The policy that is
what really happened (`history` of the scenario) is simulated; each knob is turned by the log of
target over simulated times its gain; and again, a fixed number of times. Plain, quick, and anyone
can rerun it. What is not a target (all of 2010 to 2015 but the years named here) is left for the
hindcast. Several origins are calibrated together, by parts of the world: see `calibrate_parts`.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.levers.origins import Policy
from sim.model.settings import Settings
from sim.params.parameters import CALIBRATED, Parameters
from sim.params.quantity import Quantity
from sim.run.plan import Plan
from sim.run.progress import Progress
from sim.vocabulary import LIVING, MONTHS_PER_YEAR, AsylumOutcome, Channel, Status

if TYPE_CHECKING:
    from sim.results.record import Record
    from sim.world.tables import World

ROUNDS = 16
MONTHS = 60
"""Horizon of a calibration run: the years of the targets."""
FIRST_MONTH = 2008 * MONTHS_PER_YEAR
SETTLED = (18, 54)
"""Months in which flows are measured: at first nobody is on the way, and savings are drawn."""
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
    tried      values after each turn
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
    tried: list[float] = field(default_factory=list)


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
    """Run and turn the knobs, `ROUNDS` times; leaves a value and what it reached.

    The value is the mean of the last quarter of the rounds, so that chance in one does not settle
    it; the last run is made with it.
    """
    parameters = with_knobs(plan.parameters, knobs)
    for knob in knobs:
        knob.value = parameters.value(knob.parameter)
        knob.tried = []
    progress.total = ROUNDS * MONTHS
    for number in range(ROUNDS):
        progress.begin(f"round {number + 1} of {ROUNDS}")
        seen = run(parameters, progress.step)
        for knob in knobs:
            knob.reached = knob.simulated(seen)
            if number == 0:
                knob.before = knob.reached
            if number < ROUNDS - 1:
                turn(knob, damping=1.0 if number < max(5, ROUNDS // 2) else 0.5)
                knob.tried.append(knob.value)
            if number == ROUNDS - 2:
                knob.value = round(float(np.mean(knob.tried[-max(1, ROUNDS // 4) :])), 5)
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
    knobs = [*_place_knobs(world, origin), *_return_knobs(world, origin, parameters)]
    members = np.asarray(world.eu_member(FIRST_MONTH))
    visa_area = members | np.asarray(world.schengen_visa_area(FIRST_MONTH))
    specs: tuple[tuple[Any, ...], ...] = (
        ("visit.wish", "visas_applied", (2009, 2010), visa_area,
         _flow("visa_applications", 12, 36, visa_area), True, 0.8),
        ("stay.detection", "found_illegally_present", (2012,), members,
         _flow("found_illegally_present", 48, 60, members), True, 0.8),
        ("choice.channel_asylum", "asylum_unhcr", (2008, 2009, 2010), members,
         _flow("asylum_applications", *SETTLED, members), False, 0.5),
        ("protection.elsewhere", "asylum_unhcr", (2008, 2009, 2010), ~members,
         _flow("asylum_applications", *SETTLED, ~members), True, 0.5),
        ("remit.share", "remittances_received_eur2015", (2008, 2009, 2010), None,
         _flow("remittances_received", 0, 36), True, 0.9),
    )  # fmt: skip
    for name, series, years, places, simulated, log, gain in specs:
        target = observed(world, origin, series, years, places)
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


def observed(
    world: "World", origin: str, series: str, years: Iterable[int], places: Any = None
) -> float:
    """Mean over years of an observed series: the total if given, else the sum over places.

    places  which places of the world count (places,); None: all that the series has
    """
    counted = (
        None if places is None else {p for p, at in zip(world.places, places, strict=True) if at}
    )
    totals = []
    for year in years:
        rows = [t for t in world.targets(origin) if t.series == series and t.year == year]
        whole = [t.value for t in rows if t.dest in ("EU", "WLD")]
        some = sum(t.value for t in rows if counted is None or t.dest in counted)
        totals.append(whole[0] if whole else some)
    return float(np.mean(totals)) if totals else 0.0


def _flow(name: str, first: int, end: int, places: Any = None) -> Simulated:
    """Yearly mean of a simulated flow over all origins and over some places, or all."""

    def simulated(record: "Record") -> float:
        part = record.data[name][first:end]
        if places is not None:
            part = part[:, :, places]
        return float(part.sum()) * MONTHS_PER_YEAR / (end - first)

    return simulated


ESTIMATES = {
    "abel_cohen_2022": ("da_pb_closed", (2005,)),  # five years from 2005 on
    "gaskin_abel_2026": ("flow", (2008, 2009, 2010)),
}
"""Source of flows -> its measure, and the years at which its figures of the first years stand.

The two differ by more than twice for some origins; targets are their geometric mean.
"""
MANY = 0.01
"""Share of all emigrants from which on a place has a constant of return of its own."""
RETURN_BOUNDS = (0.03, 0.2)
"""Wider below than for migrants who came lately: it holds for all abroad, on whatever ground."""


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
    """Flows a year by destination: the geometric mean of the estimates, each at least 10.

    Where a state reports immigration of 2008 to 2010 by citizenship, its mean is one of them.
    """
    found = [estimated_flows(world, origin, source) for source in ESTIMATES]
    reported: dict[str, list[float]] = {}
    for t in world.targets(origin):
        if t.series == "immigration" and t.year in (2008, 2009, 2010):
            reported.setdefault(t.dest, []).append(t.value)
    flows = {}
    for place in {*reported, *(place for flows in found for place in flows)}:
        figures = [max(flows.get(place, 0.0), SMALLEST_FLOW) for flows in found]
        if place in reported:
            figures.append(max(float(np.mean(reported[place])), SMALLEST_FLOW))
        flows[place] = math.prod(figures) ** (1.0 / len(figures))
    return flows


def _return_knobs(world: "World", origin: str, parameters: Parameters) -> Iterable[Knob]:
    """The hazard of going home, to meet how fast emigrants became more from 2005 to 2010.

    In general those in the Union; in each place outside it where many live those there, with a
    constant of its own. Who came is a target of its own, so this is what is left: those who went
    back, whom nobody counts.
    """
    members = np.asarray(world.eu_member(FIRST_MONTH))
    quantity = parameters.quantity("return.base")
    stocks = _between(world, origin, "stock", (2005, 2010))
    known = [place for place in stocks if place in world.places]
    inside = [place for place in known if members[world.index(place)]]
    if known:
        yield _homeward(world, quantity, "return.base", stocks, inside or known)
    many = MANY * sum(before for before, _ in stocks.values())
    for place in known:
        if stocks[place][0] >= many and place not in inside:
            yield _homeward(world, quantity, f"return.place.{place}", stocks, [place])


def _between(
    world: "World", origin: str, series: str, years: tuple[int, int]
) -> dict[str, tuple[float, float]]:
    """Figures of the first and the last year, by place, where both are known."""
    first, last = (
        {t.dest: t.value for t in world.targets(origin) if (t.series, t.year) == (series, year)}
        for year in years
    )
    return {place: (first[place], last[place]) for place in first if last.get(place, 0.0) > 0.0}


def _homeward(
    world: "World", quantity: Quantity, name: str, figures: Mapping[str, tuple[float, float]],
    places: list[str],
) -> Knob:  # fmt: skip
    """A knob on going home from some places, by how fast those who live there became more."""
    own = name != "return.base"
    before, after = (sum(figures[place][i] for place in places) for i in (0, 1))
    length = (SETTLED[1] - SETTLED[0]) / MONTHS_PER_YEAR / 5.0
    text = f"{quantity.label}, {world.name(places[0])}, log over the general" if own else ""
    return Knob(
        name, text or quantity.label, "1" if own else quantity.unit,
        (-1.5, 1.5) if own else RETURN_BOUNDS, (after / before) ** length,
        partial(_growth, [world.index(p) for p in places]), -4.0, not own, "stock", "2005-2010",
    )  # fmt: skip


def _growth(places: list[int], record: "Record") -> float:
    """Persons who live in some places after the settled months, over those before them."""
    before, after = (record.data["persons"][month - 1, 0][places].sum() for month in SETTLED)
    return float(after) / max(1.0, float(before))


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
    """Yearly arrivals in a place in the settled months, by all outward channels.

    Of those who ask for asylum only the recognised: the estimates go back to registers and
    censuses of residents, in which the others are missing, or not for long.
    """
    channels = [c for c in range(Channel.RESETTLEMENT) if c != Channel.ASYLUM]

    first, end = SETTLED

    def simulated(record: "Record") -> float:
        came = record.data["arrivals"][first:end, 0, place, channels].sum()
        stays = record.data["asylum_decisions"][first:end, 0, place, AsylumOutcome.RECOGNISED].sum()
        return float(came + stays) * MONTHS_PER_YEAR / (end - first)

    return simulated


def with_knobs(parameters: Parameters, knobs: Iterable[Knob]) -> Parameters:
    """Parameters in the bounds of the knobs, with those that have no value yet.

    Those are constants of places and values of parts.
    """
    from sim.params.quantity import ALWAYS

    quantities = {name: parameters.quantity(name) for name in parameters}
    for knob in knobs:
        if knob.parameter in quantities:
            known = quantities[knob.parameter]
            low, high = knob.bounds
            value = max(low, min(high, parameters.value(knob.parameter)))
            values = ((ALWAYS, value),)
            quantities[knob.parameter] = replace(known, bounds=knob.bounds, values=values)
        else:
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
