"""How each fact is measured: from the runs of an experiment to one number per replicate.

A measure takes what was observed of each case of a fact, in the order in which the fact names them,
and the arguments that the fact gives. Years count from 1. NaN: nothing to measure.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.vocabulary import MONTHS_PER_YEAR, RETURN_CHANNELS, Channel, Skill

Array = NDArray[Any]

LEGAL = (
    Channel.LABOUR, Channel.HIGHLY_SKILLED, Channel.SEASONAL, Channel.STUDY, Channel.FAMILY,
    Channel.FREE_MOVEMENT,
)  # fmt: skip
CHANNELS = {
    "legal": [int(channel) for channel in LEGAL],
    "chosen": list(range(Channel.RESETTLEMENT)),
    "by_choice": [  # of returns
        RETURN_CHANNELS.index(channel)
        for channel in (Channel.RETURN_VOLUNTARY, Channel.RETURN_CIRCULAR)
    ],
}
SENT_BACK = [
    RETURN_CHANNELS.index(channel)
    for channel in (Channel.RETURN_ASSISTED, Channel.RETURN_FORCED, Channel.RETURN_READMITTED)
]
SMOOTHED = 5
"""Years of age over which the distribution of ages is averaged before its mode is read."""


@dataclass(frozen=True)
class Observed:
    """What one run of a case left behind, of its first origin.

    data        outcome -> (months, ...), as recorded
    seen        what the watchers of persons saw, by watcher
    groups      name -> (places,) of bool: union, free, restricted, region, south
    parameters  values of the run at its start
    income      GDP per head of the origin [USD at purchasing power parity]
    """

    data: Mapping[str, Array]
    seen: Mapping[str, Mapping[str, Array]]
    groups: Mapping[str, NDArray[np.bool_]]
    parameters: Mapping[str, float]
    income: float


Runs = Sequence[Observed]
Measure = Callable[..., float]


def months_of(years: Sequence[int]) -> slice:
    """Months of the years from the first to the last, both included."""
    return slice((years[0] - 1) * MONTHS_PER_YEAR, years[1] * MONTHS_PER_YEAR)


def total(
    run: Observed,
    outcome: str,
    years: Sequence[int],
    where: str | None = None,
    channels: str | None = None,
) -> float:
    """Sum of an outcome over years, over a group of places and of channels if these are given."""
    values = run.data[outcome][months_of(years)]
    if where is not None:
        values = values[:, run.groups[where]]
    if channels is not None:
        values = values[:, :, CHANNELS[channels]]
    return float(values.sum())


def over(part: float, whole: float) -> float:
    """Ratio of two numbers; NaN where the second is 0."""
    return part / whole if whole else math.nan


def change(runs: Runs, **what: Any) -> float:
    """Change of a sum (or of a mean over the same months) against the baseline [%]."""
    before, after = (total(run, **what) for run in runs)
    return 100.0 * (over(after, before) - 1.0)


def change_per(runs: Runs, per: str, outcome: str, years: Sequence[int]) -> float:
    """Change of one sum over another against the baseline [%]."""
    before, after = (over(total(run, outcome, years), total(run, per, years)) for run in runs)
    return 100.0 * (over(after, before) - 1.0)


def difference(runs: Runs, outcome: str, years: Sequence[int]) -> float:
    """Difference of the mean of a level against the baseline [its unit]."""
    before, after = (level([run], outcome, years, 1.0) for run in runs)
    return after - before


def ratio_of_groups(runs: Runs, where: Sequence[str], **what: Any) -> float:
    """A sum over one group of places over that over another [1]."""
    first, second = (total(runs[0], where=group, **what) for group in where)
    return over(first, second)


def ratio_of_changes(runs: Runs, where: Sequence[str], **what: Any) -> float:
    """Change in one group of places over that in another [1]."""
    first, second = (change(runs, where=group, **what) for group in where)
    return over(first, second)


def level(runs: Runs, outcome: str, years: Sequence[int], times: float) -> float:
    """Mean of an outcome over years, in another unit."""
    return times * float(runs[0].data[outcome][months_of(years)].mean())


def formal_less_total(runs: Runs, prices: Sequence[float], years: Sequence[int]) -> float:
    """Growth of what is sent formally less the growth of all that is sent [points].

    The formal share follows from the fees: fees = sent·(s·c + (1 − s)·c_informal), c in per cent.
    """
    formal, sent = [], []
    for run, price in zip(runs, prices, strict=True):
        informal = run.parameters["remit.informal_price"]
        paid = total(run, "remittance_fees", years)
        sent.append(total(run, "remittances_sent", years))
        share = over(100.0 * over(paid, sent[-1]) - informal, price - informal)
        formal.append(share * sent[-1])
    return 100.0 * (over(formal[1], formal[0]) - over(sent[1], sent[0]))


def smuggler_use(runs: Runs, years: Sequence[int]) -> float:
    """Share of those on an irregular journey who pay a smuggler, change [points]."""
    before, after = (
        over(
            float(run.seen["journeys"]["smuggled"][months_of(years)].sum()),
            float(run.seen["journeys"]["travelling"][months_of(years)].sum()),
        )
        for run in runs
    )
    return 100.0 * (after - before)


def gone_within(runs: Runs, years: int) -> float:
    """Legal migrants gone within so many years of arrival, by the life table [%]."""
    at_risk, gone = (runs[0].seen["stays"][key][: 12 * years] for key in ("at_risk", "gone"))
    return 100.0 * (1.0 - float(np.prod(1.0 - gone / np.maximum(at_risk, 1))))


def early_over_late(runs: Runs, early: Sequence[int], late: Sequence[int]) -> float:
    """Hazard of leaving in early years of stay over that in late ones [1]."""
    stays = runs[0].seen["stays"]
    rates = [
        over(
            float(stays["gone"][months_of(years)].sum()),
            float(stays["at_risk"][months_of(years)].sum()),
        )
        for years in (early, late)
    ]
    return over(*rates)


def returned_per_order(runs: Runs, years: Sequence[int]) -> float:
    """Persons sent back, with help or by force, per order to leave [%]."""
    sent = runs[0].data["returns"][months_of(years)][:, :, SENT_BACK].sum()
    return 100.0 * over(float(sent), total(runs[0], "return_orders", years))


def abroad_after(run: Observed, year: int) -> dict[str, Array]:
    """The labour force abroad at the end of a year of the run."""
    seen = run.seen["abroad"]
    mine = seen["tick"] == year * MONTHS_PER_YEAR - 1
    return {key: values[mine] for key, values in seen.items()}


def _graduates(run: Observed, year: int) -> dict[str, Array]:
    """Graduates in the labour force of the Union who came within the run."""
    seen = abroad_after(run, year)
    mine = (seen["skill"] == Skill.HIGH) & run.groups["union"][seen["place"]]
    mine &= seen["months"] < year * MONTHS_PER_YEAR
    return {key: values[mine] for key, values in seen.items()}


def recognised_work(runs: Runs, year: int) -> float:
    """Effect of recognition on work of a graduate whose qualification it makes valid [points].

    The lever moves the odds of all by the share of them whom recognition can reach
    (`stay.recognition_reach`); effect on all over that share is the effect on those reached.
    """
    before, after = (float(np.mean(_graduates(run, year)["working"])) for run in runs)
    return 100.0 * (after - before) / runs[0].parameters["stay.recognition_reach"]


def recognised_pay(runs: Runs, year: int) -> float:
    """Pay of graduates who work below their level without recognition, with it [%].

    The same persons in both runs, in work in both.
    """
    before, after = (_graduates(run, year) for run in runs)
    below = before["working"] & before["overqualified"]
    rows, here, there = np.intersect1d(
        before["row"][below], after["row"][after["working"]], return_indices=True
    )
    if not rows.size:
        return math.nan
    paid = before["pay"][below][here].sum()
    return 100.0 * (over(float(after["pay"][after["working"]][there].sum()), float(paid)) - 1.0)


def emigration(run: Observed) -> float:
    """Departures by choice over residents at the end of the first month [1]."""
    residents = float(run.data["persons"][0].sum() - run.data["emigrants"][0])
    return over(float(run.data["arrivals"][:, :, CHANNELS["chosen"]].sum()), residents)


def peak_income(runs: Runs) -> float:
    """Income per head at which most emigrate [USD]."""
    return float(runs[int(np.argmax([emigration(run) for run in runs]))].income)


def income_elasticity(runs: Runs, range: Sequence[float]) -> float:
    """Elasticity of emigration to income at home among origins of a range of income [1]."""
    low, high = range
    chosen = [run for run in runs if low <= run.income <= high]
    rates = [max(emigration(run), 1e-9) for run in chosen]
    return float(np.polyfit(np.log([run.income for run in chosen]), np.log(rates), 1)[0])


def _departure_ages(run: Observed) -> Array:
    """Age at departure of adults who chose to go [year]."""
    ages = run.seen["arrivals"]["age"]
    return np.asarray(ages[ages >= 18.0])


def modal_age(runs: Runs) -> float:
    """Commonest age at departure of adults, over a moving mean of `SMOOTHED` years [year]."""
    counts = np.bincount(_departure_ages(runs[0]).astype(int), minlength=100).astype(float)
    smooth = np.convolve(counts, np.ones(SMOOTHED), "valid")  # starts at age (SMOOTHED - 1)/2
    return float(np.argmax(smooth[18:])) + 18.0 + (SMOOTHED - 1) / 2.0


def share_aged(runs: Runs, ages: Sequence[float]) -> float:
    """Share of adult departures between two ages [%]."""
    found = _departure_ages(runs[0])
    return (
        100.0 * float(np.mean((found >= ages[0]) & (found < ages[1]))) if found.size else math.nan
    )


def participants_gain(runs: Runs) -> float:
    """Gain of income per head of households of seasonal workers over two years [%].

    Two years from the start of a first season, over the months of the run before it, less the same
    change among households without one: first seasons that begin in months 7 to 12.
    """
    homes, (rows, starts) = runs[0].seen["households"], first_seasons(runs[0])
    household = np.searchsorted(homes["first"], rows, side="right") - 1
    others = np.setdiff1d(np.arange(homes["first"].size), household)
    after = before = 0.0
    for month in range(6, 12):
        mine = np.unique(household[starts == month])
        was, now = (per_head(homes, mine, s) for s in (slice(0, month), slice(month, month + 24)))
        rise = over(*(per_head(homes, others, s) for s in (slice(month, month + 24), slice(month))))
        if mine.size:
            after += mine.size * now
            before += mine.size * was * rise
    return 100.0 * (over(after, before) - 1.0)


def per_head(homes: Mapping[str, Array], mine: Array, months: slice) -> float:
    """Mean income per head of some households over some months [EUR month-1]."""
    income, heads = (homes[key][months][:, mine] for key in ("income", "heads"))
    return over(float(income.sum()), float(heads.sum()))


def first_seasons(run: Observed) -> tuple[Array, Array]:
    """Rows of all who worked a season, and the month in which their first began."""
    seasons = run.seen["seasons"]
    order = np.lexsort((seasons["tick"], seasons["row"]))
    rows, first = np.unique(seasons["row"][order], return_index=True)
    return rows, seasons["tick"][order][first]


def season_overstay(runs: Runs) -> float:
    """Seasons that end in an overstay [%]."""
    seasons = runs[0].seen["seasons"]
    return 100.0 * over(float(seasons["stayed"].sum()), float(seasons["ended"].sum()))


def season_repeat(runs: Runs, within: int) -> float:
    """Seasonal workers of the first year who begin another season within so many months [%]."""
    seasons = runs[0].seen["seasons"]
    order = np.lexsort((seasons["tick"], seasons["row"]))
    rows, ticks = seasons["row"][order], seasons["tick"][order]
    first = np.append(True, rows[1:] != rows[:-1]) & (ticks < MONTHS_PER_YEAR)
    again = np.append((rows[1:] == rows[:-1]) & (ticks[1:] - ticks[:-1] <= within), False)
    return 100.0 * over(float((first & again).sum()), float(first.sum()))


def deaths_per_attempt(runs: Runs) -> float:
    """Deaths per attempt to cross, whole run [%]."""
    data = runs[0].data
    return 100.0 * over(float(data["deaths_in_transit"].sum()), float(data["attempts"].sum()))


def stays_per_traveller(runs: Runs, years: Sequence[int]) -> float:
    """Visitors to the area of common visas who stay on, per visit [%]."""
    stays = runs[0].data["arrivals"][months_of(years)][:, runs[0].groups["union"]]
    stayed = float(stays[:, :, Channel.SHORT_STAY].sum())
    return 100.0 * over(stayed, total(runs[0], "visits", years, "union"))


def turned_back(runs: Runs, years: Sequence[int]) -> float:
    """Travellers turned back at the border [%]."""
    refused = total(runs[0], "refused_entry", years)
    return 100.0 * over(refused, refused + total(runs[0], "visits", years))


def market_change(runs: Runs, what: str, per: str, years: Sequence[int]) -> float:
    """Change of one count of the recruiters' market per another [%]."""
    before, after = (
        over(*(float(run.seen["market"][key][months_of(years)].sum()) for key in (what, per)))
        for run in runs
    )
    return 100.0 * (over(after, before) - 1.0)


def savings_change(runs: Runs, years: Sequence[int]) -> float:
    """Change of the mean savings at arrival of labour and seasonal migrants [EUR]."""
    means = []
    for run in runs:
        seen, span = run.seen["arrivals"], months_of(years)
        mine = np.isin(seen["channel"], (Channel.LABOUR, Channel.SEASONAL))
        mine &= (seen["tick"] >= span.start) & (seen["tick"] < span.stop)
        means.append(float(seen["savings"][mine].mean()) if mine.any() else math.nan)
    return means[1] - means[0]


def graduates_send(runs: Runs, year: int) -> float:
    """Remittances of a graduate abroad over those of another migrant, senders or not [1]."""
    seen = abroad_after(runs[0], year)
    high = seen["skill"] == Skill.HIGH
    if not high.any() or high.all():
        return math.nan
    return over(float(seen["remits"][high].mean()), float(seen["remits"][~high].mean()))


def price_change(runs: Runs, what: str, years: Sequence[int]) -> float:
    """Change of the mean price paid on remittances, or of its spread over senders [%]."""
    found = []
    for run in runs:
        sent = run.data["remittances_sent"][months_of(years)].sum(axis=0)
        fees = run.data["remittance_fees"][months_of(years)].sum(axis=0)
        price = fees[sent > 0] / sent[sent > 0]
        mean = float(np.average(price, weights=sent[sent > 0]))
        spread = math.sqrt(float(np.average((price - mean) ** 2, weights=sent[sent > 0])))
        found.append(mean if what == "mean" else spread)
    return 100.0 * (over(found[1], found[0]) - 1.0)


def first_year_work(runs: Runs, years: Sequence[int]) -> float:
    """Change of the share in work among migrants in their first year abroad [points]."""
    before, after = (
        over(
            *(
                float(run.seen["first_year"][key][months_of(years)].sum())
                for key in ("working", "force")
            )
        )
        for run in runs
    )
    return 100.0 * (after - before)


def legal_share(runs: Runs, years: Sequence[int]) -> float:
    """Change of the share of arrivals by legal channels [points]."""
    before, after = (
        over(
            total(run, "arrivals", years, channels="legal"),
            total(run, "arrivals", years, channels="chosen"),
        )
        for run in runs
    )
    return 100.0 * (after - before)


MEASURES: dict[str, Measure] = {
    function.__name__: function
    for function in (
        change, change_per, difference, ratio_of_changes, ratio_of_groups, level,
        formal_less_total, smuggler_use, gone_within,
        early_over_late, returned_per_order, recognised_work, recognised_pay, peak_income,
        income_elasticity, modal_age, share_aged, participants_gain, season_overstay,
        season_repeat, deaths_per_attempt, stays_per_traveller, turned_back, market_change,
        savings_change, graduates_send, price_change, first_year_work,
        legal_share,
    )
}  # fmt: skip
"""Measures by the name that a fact asks for them with."""
