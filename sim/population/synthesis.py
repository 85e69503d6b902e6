"""The starting population of one origin (ODD 4): residents and emigrants, in households.

Margins and their sources: residents by age and sex (tables), emigrants by place and sex (tables),
labour migrants among them by place (survey in the tables). Rules that fill what the tables lack are
parameters of the group `population`, and are listed in the report.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.equations.demography import cumulative, fertility, mortality
from sim.kernels import synthesis
from sim.population.schema import MONEY_UNIT, RECORD, WAKE
from sim.vocabulary import NEVER, Sex, Status

BLOCKS = 32
"""Blocks of rows, each with its own tally; a fixed number, so that results cannot depend on it."""


@dataclass(frozen=True)
class Emigrants:
    """Persons of the origin who live in one place at the start.

    women, men      persons
    labour          share who are recent labour migrants with family at home [1]
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

    people  (rows,) of RECORD;  wake  (rows,) u2;  blocks  first row of each block and the end
    """

    people: NDArray[np.void]
    wake: NDArray[np.uint16]
    blocks: NDArray[np.int64]

    @property
    def bytes_per_person(self) -> float:
        """Bytes of the columns per row [B]."""
        return (self.people.nbytes + self.wake.nbytes) / max(1, self.people.size)


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


def _spells(seed: int, who: NDArray[np.int64], low: int, high: int) -> NDArray[np.int64]:
    """Months since arrival, spread evenly over [low, high) in a fixed scrambled order."""
    step = (np.arange(who.size, dtype=np.int64) * 7919 + seed) % max(1, high - low)
    return low + step


@dataclass
class _List:
    """Persons before they get their rows, in the order: adults at home, then the rest."""

    birth: NDArray[np.int16]
    sex: NDArray[np.uint8]
    place: NDArray[np.uint8]
    status: NDArray[np.uint8]
    arrived: NDArray[np.int16]
    due: NDArray[np.int16]
    alone: NDArray[np.bool_]


def _spell_out(counts: NDArray[np.int64]) -> tuple[NDArray[np.int16], NDArray[np.uint8]]:
    birth = np.empty(int(counts.sum()), np.int16)
    sex = np.empty(birth.size, np.uint8)
    synthesis.list_persons(counts, birth, sex)
    return birth, sex


def _list_everybody(margins: Margins, seed: int, per_agent: int) -> _List:
    parts: list[_List] = []

    def add(counts, place, status, arrived=0, due=None, alone=False):
        birth, sex = _spell_out(counts)
        n = birth.size
        full = np.full
        since = arrived if isinstance(arrived, np.ndarray) else full(n, arrived, np.int16)
        dates = due if isinstance(due, np.ndarray) else full(n, NEVER, np.int16)
        parts.append(
            _List(
                birth,
                sex,
                full(n, place, np.uint8),
                full(n, status, np.uint8),
                since.astype(np.int16),
                dates.astype(np.int16),
                full(n, alone, np.bool_),
            )
        )

    fled = sum(group.persons for group in margins.displaced if group.place == margins.home)
    idps = min(fled // per_agent, int(margins.residents.sum()) // per_agent)
    add(sampled(margins.residents, per_agent), margins.home, Status.HOME)
    if idps:
        spaced = np.linspace(0, parts[0].status.size - 1, idps).astype(np.int64)
        parts[0].status[spaced] = Status.DISPLACED
        longest = next(g.longest_months for g in margins.displaced if g.place == margins.home)
        parts[0].arrived[spaced] = -_spells(seed, np.arange(idps), 1, longest)
    mean, spread = margins.emigrant_age
    for group in margins.emigrants:
        by_sex = np.stack([emigrant_ages(n, mean, spread) for n in (group.women, group.men)])
        labour = np.floor(by_sex * group.labour + 0.5).astype(np.int64)
        for counts, recent in ((labour, True), (by_sex - labour, False)):
            scaled = sampled(counts, per_agent)
            n = int(scaled.sum())
            who = np.arange(n)
            if not recent:
                stay = _spells(seed, who, *group.settled_months)
                add(scaled, group.place, Status.SETTLED, -stay, alone=True)
                continue
            stay = _spells(seed, who, 1, group.recent_months)
            add(scaled, group.place, group.status, -stay)
            mine = parts[-1]
            if group.permit > 0:
                mine.due[:] = _spells(seed + 1, who, 1, group.permit)
            without = (who * 7919 % 1000) < 1000 * group.irregular
            mine.status[without] = Status.OVERSTAYER
            mine.due[without] = NEVER
    for refugees in margins.displaced:
        if refugees.place == margins.home:
            continue
        shape = margins.residents / margins.residents.sum() * refugees.persons
        scaled = sampled(np.floor(shape + 0.5).astype(np.int64), per_agent)
        stay = _spells(seed, np.arange(int(scaled.sum())), 1, refugees.longest_months)
        add(scaled, refugees.place, Status.REFUGEE_IN_REGION, -stay, alone=True)
    names = _List.__dataclass_fields__
    return _List(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _in_order_of_age(who: NDArray[np.int64], age: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers of persons sorted by year of age, those of one age in a fixed scrambled order."""
    scramble = (who * 2654435761) % (1 << 32)
    return who[np.argsort((age[who] << 32) + scramble)]


def _households(
    people: _List, mother: NDArray[np.int64], seed: int, shares: Mapping[str, float]
) -> tuple[NDArray[np.int64], int]:
    """Household of everybody alive; children go with their mother, men with a partner."""
    n = people.birth.size
    age = -people.birth.astype(np.int64) // 12
    adult = (age >= 18) & ~people.alone
    women = np.flatnonzero(adult & (people.sex == Sex.FEMALE))
    men = np.flatnonzero(adult & (people.sex == Sex.MALE))
    home = np.full(n, -1, np.int64)
    home[women] = np.arange(women.size)
    households = women.size
    women = _in_order_of_age(women, age)
    men = _in_order_of_age(men, age)
    her_age, his_age = age[women], age[men]
    gap = int(shares["partner_gap"])
    for years in range(18, 101):
        first, last = np.searchsorted(her_age, (years, years + 1))
        hers = women[first:last]
        low, high = np.searchsorted(his_age, (years + gap, years + gap + 1))
        if years == 100:
            high = men.size
        pairs = int(shares["partnered"] * min(hers.size, high - low))
        home[men[low : low + pairs]] = home[hers[:pairs]]
    has_mother = mother[:n] >= 0
    home[has_mother] = home[mother[:n][has_mother]]
    single = np.flatnonzero(home < 0)
    home[single] = households + np.arange(single.size)
    return home, households + single.size


def synthesise(margins: Margins, seed: int, months: int, per_agent: int) -> Population:
    """Make the population: the same for the same margins, seed, horizon and scale."""
    listed = _list_everybody(margins, seed, per_agent)
    n = listed.birth.size
    order = np.argsort(-listed.birth, kind="stable")
    listed = _List(*(getattr(listed, name)[order] for name in _List.__dataclass_fields__))
    capacity = int(n * 1.6) + 1000
    birth = np.zeros(capacity, np.int16)
    sex = np.zeros(capacity, np.uint8)
    mother = np.full(capacity, -1, np.int64)
    birth[:n] = listed.birth
    sex[:n] = listed.sex
    age = -listed.birth.astype(np.int64) // 12
    pool = np.flatnonzero((age >= 18) & (sex[:n] == Sex.FEMALE) & ~listed.alone)
    by_age = np.bincount(age[pool], minlength=102)[:102]
    start = np.concatenate(([0], np.cumsum(by_age)))[:102]
    total, mean, spread = margins.fertility
    found = np.full(n, -1, np.int64)
    children = np.flatnonzero((age < 18) & ~listed.alone)
    synthesis.find_mothers(seed, birth[:n], start, by_age, mean, spread, children, found)
    mother[:n] = np.where(found >= 0, pool[np.minimum(found, pool.size - 1)], -1)
    rate = fertility(total, mean, spread)
    fertile = cumulative(rate / (1.0 - rate * synthesis.SPACING / 12.0))  # after a birth, a pause
    everybody = synthesis.expected_births(seed, months, n, capacity, birth, sex, mother, fertile)
    if everybody < 0:
        raise RuntimeError("more births than rows: raise the capacity of the synthesis")
    household = np.empty(everybody, np.int64)
    household[:n], households = _households(listed, mother, seed, margins.shares)
    synthesis.inherit(household, mother, n)
    return _in_rows(
        listed, birth, sex, mother, household, households, everybody, margins, seed, months
    )


def _in_rows(
    listed: _List,
    birth: NDArray[np.int16],
    sex: NDArray[np.uint8],
    mother: NDArray[np.int64],
    household: NDArray[np.int64],
    households: int,
    everybody: int,
    margins: Margins,
    seed: int,
    months: int,
) -> Population:
    row = np.empty(everybody, np.int64)
    member = np.empty(everybody, np.int64)
    first = np.empty(households + 1, np.int64)
    synthesis.place_in_rows(household, households, row, member, first)
    birth = birth[:everybody]
    sex = sex[:everybody]
    dies = np.empty(everybody, np.int16)
    mortal = cumulative(mortality(*margins.mortality))
    synthesis.age_at_death(seed, birth, mortal, months, NEVER, dies)
    traits = np.empty(everybody, np.uint8)
    income = np.empty(everybody, np.uint8)
    history = np.empty(everybody, np.uint8)
    share = margins.shares
    synthesis.draw_traits(
        seed, birth, sex, margins.tertiary, margins.low, share["health"], share["seasonal"],
        share["passport"], share["stateless"], traits, income, history,
    )  # fmt: skip
    savings = np.empty(everybody, np.int16)
    synthesis.draw_savings(
        seed,
        traits,
        income,
        margins.pay,
        margins.rank,
        share["savings_months"],
        MONEY_UNIT,
        savings,
    )
    people = np.zeros(everybody, RECORD)
    synthesis.fill_rows(
        people, row, (birth, dies, savings), (traits, income, history), member, mother,
        (listed.place, listed.status), (listed.arrived, listed.due), margins.home,
    )  # fmt: skip
    wake = np.full(everybody, NEVER, WAKE)
    cuts = np.linspace(0, everybody, BLOCKS + 1).astype(np.int64)
    blocks = first[np.minimum(np.searchsorted(first, cuts), households)]
    return Population(people, wake, blocks)
