"""Loops that make the starting population (ODD 4), block by block.

A block is a town of its own: a fixed share of every margin (age, sex, place), in households that
marry and bear children among themselves. It fits the second-level cache, needs no memory but its
rows and a draft of one block for each thread, and can be made by any thread: every draw is a
function of the block and of the person's number in it. The margins come out exactly, summed over
blocks; skill, sector, income, savings and dates are drawn.
"""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from sim.behaviour.terms import OFFICIAL
from sim.equations.clock import months_until_by_age
from sim.equations.draws import Purpose, lasting, philox_lane, unit
from sim.equations.traits import FIRST, PASSPORT, STATELESS
from sim.population.schema import MONEY_UNIT, SEEN_STEP
from sim.vocabulary import NEVER, NO_CHANNEL, NO_PLACE, Sector, Sex, Skill, Status

SPACING = 10
"""Months after a birth before the next can be conceived and born, at least."""
ADULT = 18
CHUNK = 1024
"""Persons whose draws are made in one vectorised loop."""
WORDS = 8
KEYS = np.int64(1 << 20)
"""Numbers of persons that a block may use; the key of a person's draws is block · KEYS + number."""


class Blueprint(NamedTuple):
    """What the loops are told about one origin; see `population.synthesis.blueprint`.

    age, sex, group, count  (cells,): persons to be listed, the oldest first, in each age and sex
                            those who live in families before those who live alone
    family       (groups,): 1 if its persons live in households with others
    place, status, low, high, permit, irregular   (groups,): see `population.synthesis.Group`
    tertiary, low_skill   (2, 101): shares of adults by sex and year of age [1]
    pay, rank    monthly pay by skill (3,) [EUR]; relative pay by income rank (256,) [1]
    mortal, fertile       cumulated hazards by age in months, with their hints
    outlives, born_outlives   chance to be alive after the horizon (ages,), (months + 1,) [1]: by
                          age at the start in months, and of children to be born by month of birth
    mother_age            quantiles of a mother's age at birth (1024,) [year]
    """

    seed: int
    home: int
    horizon: int
    age: NDArray[np.int64]
    sex: NDArray[np.int64]
    group: NDArray[np.int64]
    count: NDArray[np.int64]
    family: NDArray[np.int64]
    place: NDArray[np.int64]
    status: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    permit: NDArray[np.int64]
    irregular: NDArray[np.float64]
    tertiary: NDArray[np.float64]
    low_skill: NDArray[np.float64]
    pay: NDArray[np.float64]
    rank: NDArray[np.float64]
    mortal: NDArray[np.float64]
    mortal_hints: NDArray[np.uint16]
    outlives: NDArray[np.float64]
    born_outlives: NDArray[np.float64]
    fertile: NDArray[np.float64]
    fertile_hints: NDArray[np.uint16]
    mother_age: NDArray[np.int64]
    partner_gap: int
    partnered: float
    health: float
    seasonal: float
    passport: float
    stateless: float
    savings_months: float


class Draft(NamedTuple):
    """Persons of one block before they get their rows; written over block by block.

    One for each thread, along a leading axis.

    birth, sex, group, household, mother, row   (capacity,); mother: number, or -1
    first, members   (2, 101): first number of each sex and year of age, and how many in families
    start            (capacity + 2,): first row of each household
    words            (WORDS, CHUNK): random words
    """

    birth: NDArray[np.int16]
    sex: NDArray[np.uint8]
    group: NDArray[np.int16]
    household: NDArray[np.int32]
    mother: NDArray[np.int32]
    row: NDArray[np.int32]
    first: NDArray[np.int32]
    members: NDArray[np.int32]
    start: NDArray[np.int32]
    words: NDArray[np.uint32]


def drafts(threads: int, capacity: int) -> Draft:
    """Room for one block of at most `capacity` persons, the unborn included, for each thread."""
    return Draft(
        birth=np.empty((threads, capacity), np.int16),
        sex=np.empty((threads, capacity), np.uint8),
        group=np.empty((threads, capacity), np.int16),
        household=np.empty((threads, capacity), np.int32),
        mother=np.empty((threads, capacity), np.int32),
        row=np.empty((threads, capacity), np.int32),
        first=np.empty((threads, 2, 101), np.int32),
        members=np.empty((threads, 2, 101), np.int32),
        start=np.empty((threads, capacity + 2), np.int32),
        words=np.empty((threads, WORDS, CHUNK), np.uint32),
    )


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def share_of(count, cell, block, blocks):
    """Persons of a cell that fall to a block: whole numbers that add up to `count` over blocks."""
    offset = ((cell * 2654435761) & 0xFFFFFFFF) * blocks >> 32
    return (count * (block + 1) + offset) // blocks - (count * block + offset) // blocks


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def list_block(plan, draft, block, blocks):
    """Spell out the block's share of every cell as persons with month of birth; how many."""
    draft.members[:] = 0
    draft.first[:] = 0
    n = 0
    before = -1
    for cell in range(plan.count.size):
        age, sex, group = plan.age[cell], plan.sex[cell], plan.group[cell]
        if age * 2 + sex != before:
            before = age * 2 + sex
            draft.first[sex, age] = n
        persons = share_of(plan.count[cell], cell, block, blocks)
        if plan.family[group] == 1:
            draft.members[sex, age] += persons
        for _ in range(persons):
            late = int(12.0 * lasting(plan.seed, block * KEYS + n, Purpose.BIRTHDAY.value))
            draft.birth[n] = -(age * 12) - late
            draft.sex[n] = sex
            draft.group[n] = group
            n += 1
    return n


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def list_children(plan, draft, block, alive):
    """Append the children that may be born within the horizon (ODD 7.1).

    Each woman's births follow the cumulated fertility from her age now; the list grows while it is
    read, so daughters to be born become mothers too. Returns the new length, -1 without room.
    """
    n = alive
    i = 0
    while i < n:
        born = int(draft.birth[i])
        when = max(born, -1)
        age = when - born if born > 0 else -born
        parity = 0
        while draft.sex[i] == Sex.FEMALE and age < 50 * 12:
            u = lasting(plan.seed, (block * KEYS + i) * 16 + parity, Purpose.BIRTHS.value)
            end = min(plan.fertile.size - 1, age + max(0, plan.horizon - when))
            if u < 1.0 - (plan.fertile[end] - plan.fertile[age]):  # 1 - H <= exp(-H): no more
                break
            wait = months_until_by_age(u, plan.fertile, plan.fertile_hints, age)
            when += wait
            age += wait
            if when >= plan.horizon:
                break
            if n >= draft.birth.size:
                return -1
            draft.birth[n] = when
            u = lasting(plan.seed, block * KEYS + n, Purpose.SEX.value)
            draft.sex[n] = Sex.MALE if u < 0.5146 else Sex.FEMALE
            draft.mother[n] = i
            n += 1
            parity += 1
            age += SPACING
            when += SPACING
        i += 1
    return n


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def stride(n):
    """A step that visits all of `n` places, about the golden section of them apart."""
    step = max(1, int(0.6180339887 * n))
    while True:
        a, b = n, step
        while b > 0:
            a, b = b, a % b
        if a == 1:
            return step
        step += 1


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def marry(plan, draft, block):
    """Give every grown woman in a family a household, and most of them a man; how many."""
    households = 0
    for age in range(ADULT, 101):
        women = draft.members[Sex.FEMALE, age]
        hers = draft.first[Sex.FEMALE, age]
        for i in range(women):
            draft.household[hers + i] = households + i
        older = age + plan.partner_gap
        men = draft.members[Sex.MALE, older] if older <= 100 else 0
        u = lasting(plan.seed, block * KEYS + age, Purpose.HOUSEHOLD.value)
        pairs = min(int(plan.partnered * min(women, men) + u), min(women, men))
        her_step, his_step = stride(women), stride(men)
        for i in range(pairs):
            his = draft.first[Sex.MALE, older] + i * his_step % men
            draft.household[his] = households + i * her_step % women
        households += women
    return households


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def find_mother(plan, draft, block, child):
    """A mother for a child: a woman older by a drawn age at birth; her number, or -1."""
    key = block * KEYS + child
    u = lasting(plan.seed, key, Purpose.HOUSEHOLD.value) * plan.mother_age.size
    older = plan.mother_age[int(u)]
    u -= int(u)
    years = -int(draft.birth[child]) // 12 + older
    for step in range(30):
        shift = step // 2 if step % 2 == 0 else -(step // 2)
        age = years + shift
        if age >= ADULT and age <= 100 and draft.members[Sex.FEMALE, age] > 0:
            women = draft.members[Sex.FEMALE, age]
            return draft.first[Sex.FEMALE, age] + int(u * women)
    return -1


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def join_households(plan, draft, block, alive, everybody):
    """Household of everybody: children go with their mother, who is always listed before or alive.

    Returns the number of households.
    """
    for i in range(alive):
        draft.household[i] = -1
    households = marry(plan, draft, block)
    for i in range(alive):
        if draft.household[i] >= 0:
            continue
        mother = -1
        if plan.family[draft.group[i]] == 1 and -draft.birth[i] // 12 < ADULT:
            mother = find_mother(plan, draft, block, i)
        if mother >= 0:
            draft.household[i] = draft.household[mother]
        else:
            draft.household[i] = households
            households += 1
    for i in range(alive, everybody):
        draft.household[i] = draft.household[draft.mother[i]]
    return households


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def place_in_rows(draft, everybody, households):
    """Rows of all persons within the block: household by household, the oldest first."""
    start = draft.start
    start[: households + 2] = 0
    for i in range(everybody):
        start[draft.household[i] + 2] += 1
    for h in range(2, households + 2):
        start[h] += start[h - 1]
    for i in range(everybody):
        h = draft.household[i] + 1
        draft.row[i] = start[h]
        start[h] += 1


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def fill_words(words, seed, first):
    """Eight random words for each of `CHUNK` persons from key `first` on: a loop without branch."""
    k0 = np.uint64(seed & 0xFFFFFFFF)
    high = np.uint64(seed >> 32)
    purpose = np.uint64(Purpose.TRAITS.value)
    for half in range(2):
        a, b = words[half * 4], words[half * 4 + 1]
        c, d = words[half * 4 + 2], words[half * 4 + 3]
        tick = np.uint64(half)
        for i in range(CHUNK):
            key = np.uint64(first + i)
            low = key & np.uint64(0xFFFFFFFF)
            w, x, y, z = philox_lane(low, tick, key >> np.uint64(32), high, k0, purpose)
            a[i] = w
            b[i] = x
            c[i] = y
            d[i] = z


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def fill_row(person, plan, draft, i, key, at):
    """Write what all persons have, the unborn too: traits, savings, dates (ODD 4)."""
    words = draft.words
    born = int(draft.birth[i])
    sex = draft.sex[i]
    u_skill, u_sector = unit(words[0, at]), unit(words[1, at])
    u_income, u_paper = unit(words[2, at]), unit(words[3, at])
    income = int(u_income * 256.0)
    skill = Skill.LOW.value
    sector = Sector.NONE.value
    age = -born // 12
    if born <= 0 and age >= ADULT:
        if u_skill < plan.tertiary[sex, age]:
            skill = Skill.HIGH.value
        elif u_skill < 1.0 - plan.low_skill[sex, age]:
            skill = Skill.MIDDLE.value
        if age < 65:
            sector = Sector.OTHER.value
            if skill == Skill.HIGH and u_sector < plan.health:
                sector = Sector.HEALTH.value
            elif skill == Skill.LOW and u_sector < plan.seasonal:
                sector = Sector.SEASONAL.value
    stateless = lasting(plan.seed, key, Purpose.TRAITS.value) < plan.stateless
    person.traits = sex | (skill << 1) | (sector << 3) | (STATELESS if stateless else 0)
    person.income = income
    history = PASSPORT if born <= 0 and u_paper < plan.passport else 0
    first = draft.row[i] == draft.start[draft.household[i]]
    person.history = history | (FIRST if first else 0)
    savings = 0.0
    if sector != Sector.NONE:
        most = plan.savings_months * plan.pay[skill] * plan.rank[income] / MONEY_UNIT
        savings = min(32000.0, unit(words[5, at]) * most)
    person.savings = int(savings)
    person.birth = born
    person.dies = month_of_death(plan, born, unit(words[4, at]))
    person.remits = 0
    person.channel = NO_CHANNEL
    person.belief = OFFICIAL
    person.arrived = 0
    person.due = NEVER


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def month_of_death(plan, born, u):
    """Month of death by age alone, drawn once (ODD 7.1); NEVER if after the horizon."""
    start = max(0, born)
    age = start - born
    if u < (plan.outlives[age] if born <= 0 else plan.born_outlives[born]):
        return NEVER
    wait = months_until_by_age(u, plan.mortal, plan.mortal_hints, age)
    when = start + min(wait, max(1, plan.mortal.size - age))
    if born <= 0:
        when -= 1  # the first month of the run counts: it is the first after the start
    return when if when <= plan.horizon else NEVER


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def fill_place(person, plan, group, key, u_stay, u_permit):
    """Where a person alive at the start lives, since when, and with what papers (ODD 4)."""
    person.target = NO_PLACE
    person.seen = 255  # the month before the first
    person.place = plan.place[group]
    person.status = plan.status[group]
    if plan.high[group] > 0:
        low = plan.low[group]
        person.arrived = -(low + int(u_stay * max(1, plan.high[group] - low)))
    if lasting(plan.seed, key, Purpose.SPELL.value) < plan.irregular[group]:
        person.status = Status.OVERSTAYER
    elif plan.permit[group] > 0:
        person.due = 1 + int(u_permit * (plan.permit[group] - 1))


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def fill_unborn(person, plan, draft, i):
    """A row for a child to be born; the mother's position is kept in `target` until then."""
    person.target = draft.row[draft.mother[i]] - draft.start[draft.household[i]]
    person.seen = draft.birth[i] // SEEN_STEP & 255
    person.place = plan.home
    person.status = Status.UNBORN


@numba.njit(cache=True, error_model="numpy", _nrt=False)
def of_thread(drafts, thread):
    """One thread's draft among those of all threads."""
    return Draft(
        drafts.birth[thread], drafts.sex[thread], drafts.group[thread], drafts.household[thread],
        drafts.mother[thread], drafts.row[thread], drafts.first[thread], drafts.members[thread],
        drafts.start[thread], drafts.words[thread],
    )  # fmt: skip


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def count_rows(plan, drafts, share, sizes):
    """Rows that each block needs, children to be born included: sizes (blocks,), written.

    share  (first, step): this thread works on blocks first, first + step, …, with its own draft
    """
    draft = of_thread(drafts, share[0])
    for block in range(share[0], sizes.size, share[1]):
        alive = list_block(plan, draft, block, sizes.size)
        sizes[block] = list_children(plan, draft, block, alive)


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def fill_blocks(plan, drafts, share, people, blocks):
    """Make the persons of every block and write their records (ODD 4).

    people  (rows,) of the person's record, written;  blocks: first row of each block and the end
    """
    draft = of_thread(drafts, share[0])
    count = blocks.size - 1
    for block in range(share[0], count, share[1]):
        alive = list_block(plan, draft, block, count)
        everybody = list_children(plan, draft, block, alive)
        households = join_households(plan, draft, block, alive, everybody)
        place_in_rows(draft, everybody, households)
        for first in range(0, everybody, CHUNK):
            fill_words(draft.words, plan.seed, block * KEYS + first)
            for at in range(min(CHUNK, everybody - first)):
                i = first + at
                key = block * KEYS + i
                person = people[blocks[block] + draft.row[i]]
                fill_row(person, plan, draft, i, key, at)
                if i < alive:
                    u_stay, u_permit = unit(draft.words[6, at]), unit(draft.words[7, at])
                    fill_place(person, plan, draft.group[i], key, u_stay, u_permit)
                else:
                    fill_unborn(person, plan, draft, i)
