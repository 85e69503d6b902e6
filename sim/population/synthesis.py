"""The starting population of one origin (ODD 4): residents and emigrants, in households.

Margins and their sources: residents by age and sex (tables), emigrants by place and sex (tables),
labour migrants among them by place (survey in the tables). Rules that fill what the tables lack are
parameters of the group `population`, and are listed in the report.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.equations.clock import hints_of
from sim.equations.demography import cumulative, fertility, mortality
from sim.equations.draws import normal
from sim.kernels import synthesis
from sim.kernels.synthesis import SPACING, Blueprint, drafts
from sim.kernels.threads import share_out
from sim.population.schema import RECORD, WAKE
from sim.vocabulary import Status

BLOCK = 32768
"""Living persons of a block, about: their records fit a second-level cache."""
MOTHER_AGES = 1024
"""Quantiles by which a mother's age at birth is drawn."""


@dataclass(frozen=True)
class Emigrants:
    """Persons of the origin who live in one place at the start.

    women, men      persons
    labour          share who are recent labour migrants with family at home [1]
    citizens        share who are citizens there, and need no permit [1]
    recent_months   longest stay of a labour migrant so far [month]
    settled_months  (shortest, longest) stay of the others [month]
    status          of labour migrants; irregular: share of them without papers [1]
    permit          months to the end of the permit of a labour migrant, at most; 0: no end
    """

    place: int
    women: int
    men: int
    labour: float
    recent_months: int
    settled_months: tuple[int, int]
    status: int
    irregular: float
    permit: int
    citizens: float = 0.0


@dataclass(frozen=True)
class Displaced:
    """Persons displaced at the start: `place` is the origin (IDP) or a state of the region."""

    place: int
    persons: int
    longest_months: int


@dataclass(frozen=True)
class Margins:
    """All that the synthesis is told.

    residents  persons by sex and year of age (2, 101)
    tertiary, low  shares of adults by sex and year of age (2, 101)
    pay, rank  monthly pay by skill (3,) [EUR]; relative pay by income rank (256,)
    """

    home: int
    residents: NDArray[np.int64]
    emigrants: tuple[Emigrants, ...]
    displaced: tuple[Displaced, ...]
    tertiary: NDArray[np.float64]
    low: NDArray[np.float64]
    pay: NDArray[np.float64]
    rank: NDArray[np.float64]
    mortality: tuple[float, float]
    fertility: tuple[float, float, float]
    shares: Mapping[str, float]
    emigrant_age: tuple[float, float]


@dataclass
class Population:
    """Columns of all persons of one origin, and the blocks that the engines work through.

    people  (rows,) of RECORD;  wake  (rows,) u2: set when the model starts the clocks
    blocks  first row of each block, and the end; no household is split
    """

    people: NDArray[np.void]
    wake: NDArray[np.uint16]
    blocks: NDArray[np.int64]

    @property
    def column_bytes(self) -> int:
        """Size of all columns [B]."""
        return self.people.nbytes + self.wake.nbytes


def sampled(counts: NDArray[np.int64], persons_per_agent: int) -> NDArray[np.int64]:
    """Counts of simulated persons: whole numbers whose running sums round those of `counts`."""
    total = np.cumsum(counts.ravel()) / persons_per_agent
    whole = np.floor(total + 0.5).astype(np.int64)
    return np.diff(whole, prepend=0).reshape(counts.shape)


def emigrant_ages(persons: int, mean: float, spread: float) -> NDArray[np.int64]:
    """Persons by year of age (101,), normal around `mean`, between 18 and 80."""
    ages = np.arange(101) + 0.5
    weight = np.exp(-0.5 * ((ages - mean) / spread) ** 2) * ((ages > 18) & (ages < 80))
    exact = np.cumsum(weight / weight.sum() * persons)
    return np.diff(np.floor(exact + 0.5).astype(np.int64), prepend=0)


@dataclass(frozen=True)
class Group:
    """Persons who share a place, a status and a past when the run starts.

    counts     simulated persons by sex and year of age (2, 101)
    family     do they live in households with others?
    low, high  months since arrival, from low to below high, drawn; high 0: never moved
    permit     a permit ends in 1 to this many months, drawn; 0: no end
    irregular  share of them without papers [1]
    """

    counts: NDArray[np.int64]
    place: int
    status: Status
    family: bool
    low: int = 0
    high: int = 0
    permit: int = 0
    irregular: float = 0.0


def groups_of(margins: Margins, per_agent: int) -> list[Group]:
    """Everybody alive at the start, group by group."""
    home = margins.home
    residents = sampled(margins.residents, per_agent)
    fled = [group for group in margins.displaced if group.place == home and group.persons > 0]
    share = min(1.0, sum(g.persons for g in fled) / max(1, int(margins.residents.sum())))
    displaced = np.minimum(_part(residents, share), residents)
    groups = [Group(residents - displaced, home, Status.HOME, family=True)]
    if fled:
        groups.append(
            Group(displaced, home, Status.DISPLACED, True, low=1, high=fled[0].longest_months)
        )
    for there in margins.emigrants:
        by_sex = np.stack(
            [emigrant_ages(n, *margins.emigrant_age) for n in (there.women, there.men)]
        )
        labour = np.floor(by_sex * there.labour + 0.5).astype(np.int64)
        groups.append(
            Group(
                sampled(labour, per_agent), there.place, Status(there.status), family=True, low=1,
                high=there.recent_months, permit=there.permit, irregular=there.irregular,
            )
        )  # fmt: skip
        low, high = there.settled_months
        citizens = np.floor(by_sex * there.citizens + 0.5).astype(np.int64)
        citizens = np.minimum(citizens, by_sex - labour)
        for persons, status in (
            (by_sex - labour - citizens, Status.SETTLED),
            (citizens, Status.FREE_MOVER),
        ):
            whole = sampled(persons, per_agent)
            groups.append(Group(whole, there.place, status, family=False, low=low, high=high))
    for refugees in margins.displaced:
        if refugees.place != home:
            shape = margins.residents / margins.residents.sum() * refugees.persons
            scaled = sampled(np.floor(shape + 0.5).astype(np.int64), per_agent)
            groups.append(
                Group(
                    scaled, refugees.place, Status.REFUGEE_IN_REGION, family=False, low=1,
                    high=refugees.longest_months,
                )
            )  # fmt: skip
    return groups


def _part(counts: NDArray[np.int64], share: float) -> NDArray[np.int64]:
    """A share of counts in whole persons whose running sums round those of the share."""
    whole = np.floor(np.cumsum(counts.ravel()) * share + 0.5).astype(np.int64)
    return np.diff(whole, prepend=0).reshape(counts.shape)


def survival(
    mortal: NDArray[np.float64], ages: NDArray[np.int64], months: int | NDArray[np.int64]
) -> NDArray[np.float64]:
    """Chance to live through so many months from an age on [1]; 0 beyond the last age.

    mortal  cumulated hazard of death by month of age
    """
    later = ages + months
    last = mortal.size - 1
    alive = np.exp(mortal[ages] - mortal[np.minimum(later, last)])
    return np.where(later < last, alive, 0.0)


def blueprint(margins: Margins, groups: list[Group], seed: int, months: int) -> Blueprint:
    """What the loops of the synthesis are told."""
    counts = np.stack([group.counts for group in groups])
    order = [g for g in range(len(groups)) if groups[g].family]
    order += [g for g in range(len(groups)) if not groups[g].family]
    spelled = counts[order].transpose(2, 1, 0)[::-1]  # age from the oldest, sex, group
    years, sexes, places = np.nonzero(spelled)
    total, mean, spread = margins.fertility
    rate = fertility(total, mean, spread)
    fertile = cumulative(rate / (1.0 - rate * SPACING / 12.0))  # after a birth, a pause
    mortal = cumulative(mortality(*margins.mortality))
    born = np.arange(months + 1)
    share = margins.shares
    deviates = np.array([normal((i + 0.5) / MOTHER_AGES) for i in range(MOTHER_AGES)])

    def of_groups(name: str, kind: type = np.int64) -> NDArray[Any]:
        return np.array([getattr(group, name) for group in groups], kind)

    return Blueprint(
        seed=seed,
        home=margins.home,
        horizon=months,
        age=100 - years,
        sex=sexes,
        group=np.array(order)[places],
        count=spelled[years, sexes, places],
        family=of_groups("family"),
        place=of_groups("place"),
        status=of_groups("status"),
        low=of_groups("low"),
        high=of_groups("high"),
        permit=of_groups("permit"),
        irregular=of_groups("irregular", np.float64),
        tertiary=margins.tertiary,
        low_skill=margins.low,
        pay=margins.pay,
        rank=margins.rank,
        mortal=mortal,
        mortal_hints=hints_of(mortal),
        outlives=survival(mortal, np.arange(mortal.size), months + 1),
        born_outlives=survival(mortal, np.zeros(months + 1, np.int64), months + 1 - born),
        fertile=fertile,
        fertile_hints=hints_of(fertile),
        mother_age=np.clip(np.rint(mean + spread * deviates), 16, 45).astype(np.int64),
        partner_gap=int(share["partner_gap"]),
        partnered=share["partnered"],
        health=share["health"],
        seasonal=share["seasonal"],
        passport=share["passport"],
        stateless=share["stateless"],
        savings_months=share["savings_months"],
    )


def synthesise(
    margins: Margins, seed: int, months: int, per_agent: int, threads: int = 1
) -> Population:
    """Make the population: the same for the same margins, seed, horizon and scale.

    Two passes over blocks: the first counts the children to be born, so that every block knows its
    rows; the second writes them in place. Nothing larger than a block is held beside the rows.
    """
    groups = groups_of(margins, per_agent)
    plan = blueprint(margins, groups, seed, months)
    blocks = max(1, round(int(plan.count.sum()) / BLOCK))
    room = drafts(threads, 4 * int(plan.count.sum()) // blocks + 4 * plan.count.size + 1000)
    sizes = np.zeros(blocks, np.int64)
    share_out(threads, synthesis.count_rows, plan, room, sizes, at=2)
    if (sizes < 0).any():
        raise RuntimeError("more births than a block has room for: raise the room of the synthesis")
    starts = np.concatenate(([0], np.cumsum(sizes)))
    people = np.empty(int(starts[-1]), RECORD)
    share_out(threads, synthesis.fill_blocks, plan, room, people, starts, at=2)
    return Population(people, np.empty(people.size, WAKE), starts)
