"""Loops that make the starting population (ODD 4): persons, their mothers, their rows.

The margins (age, sex, place) are counts from the tables and come out exactly; skill, sector and
income are drawn from shares by age and sex; who lives with whom is drawn by ages. All draws are
functions of the person's number in the list, so every machine makes the same population.
"""

import numba
import numpy as np

from sim.behaviour.terms import OFFICIAL
from sim.equations.clock import months_until_by_age
from sim.equations.draws import Purpose, normal, uniform, uniforms
from sim.vocabulary import NEVER, NO_CHANNEL, NO_PLACE, Sex, Status

SPACING = 10
"""Months after a birth before the next can be conceived and born, at least."""


@numba.njit(cache=True)
def list_persons(counts, birth, sex):
    """Spell out counts by sex and year of age (2, 101) as persons with a month of birth.

    Writes birth [month before the start] and sex; returns how many.
    """
    n = 0
    for s in range(2):
        for age in range(counts.shape[1]):
            total = counts[s, age]
            for i in range(total):
                birth[n] = -(age * 12) - (i * 12) // total
                sex[n] = s
                n += 1
    return n


@numba.njit(cache=True, error_model="numpy")
def find_mothers(seed, birth, women_start, women_by_age, mean_age, spread, first_child, mother):
    """A mother for each child: a woman older by a drawn age at birth.

    women_start   first number of the women of each year of age (102,); they are in order of age
    first_child   numbers of the children, (children,)
    mother        written: number of the mother, or -1
    """
    for child in first_child:
        u, v, _, _ = uniforms(seed, child, 0, Purpose.HOUSEHOLD)
        age = -birth[child] // 12
        older = int(mean_age + spread * normal(u) + 0.5)
        older = max(16, min(45, older))
        found = -1
        for step in range(30):
            shift = step // 2 if step % 2 == 0 else -(step // 2)
            years = age + older + shift
            if years < 18 or years > 100 or women_by_age[years] == 0:
                continue
            found = women_start[years] + int(v * women_by_age[years])
            break
        mother[child] = found


@numba.njit(cache=True, error_model="numpy")
def expected_births(seed, horizon, persons, capacity, birth, sex, mother, fertile):
    """Append the children that may be born within the horizon (ODD 7.1).

    Each woman's births follow the cumulated fertility `fertile` (ages + 1,) from her age now; the
    list grows while it is read, so daughters to be born become mothers too. Returns the new length,
    or -1 if `capacity` was too small.
    """
    n = persons
    i = 0
    while i < n:
        if sex[i] == Sex.FEMALE:
            start = max(0, birth[i])
            age = start - birth[i]
            when = start if birth[i] > 0 else -1
            parity = 0
            while age < 50 * 12:
                u = uniform(seed, i, parity, Purpose.BIRTHS)
                wait = months_until_by_age(u, fertile, age)
                when += wait
                age += wait
                if when >= horizon:
                    break
                if n >= capacity:
                    return -1
                birth[n] = when
                sex[n] = Sex.MALE if uniform(seed, n, 1, Purpose.BIRTHS) < 0.5146 else Sex.FEMALE
                mother[n] = i
                n += 1
                parity += 1
                age += SPACING
                when += SPACING
        i += 1
    return n


@numba.njit(cache=True)
def inherit(household, mother, first):
    """Households of the unborn, numbers `first` and up: their mother's, who comes before them."""
    for i in range(first, household.size):
        household[i] = household[mother[i]]


@numba.njit(cache=True)
def place_in_rows(household, households, row, member, order):
    """Rows of all persons, household by household, members in the order of the list.

    household  number of each person's household, (persons,)
    row        written: row of each person; member: position in the household
    order      written: first row of each household (households + 1,)
    """
    order[:] = 0
    for i in range(household.size):
        order[household[i] + 1] += 1
    for h in range(households):
        order[h + 1] += order[h]
    fill = np.zeros(households, np.int32)
    for i in range(household.size):
        h = household[i]
        member[i] = fill[h]
        row[i] = order[h] + fill[h]
        fill[h] += 1


@numba.njit(cache=True)
def fill_rows(people, row, dated, traited, member, mother, placed, spells, home):
    """Write the records of everybody, each into their row (ODD 4).

    people    (rows,) of the person's record, written;  row: row of each person
    dated     birth, dies [month], savings;  traited: traits, income, history;  of everybody
    member    position in the household;  mother: number of the mother of the unborn
    placed    place, status;  spells: arrived, due [tick];  of those alive at the start
    """
    birth, dies, savings = dated
    traits, income, history = traited
    place, status = placed
    arrived, due = spells
    for i in range(row.size):
        person = people[row[i]]
        person.birth = birth[i]
        person.dies = dies[i]
        person.savings = savings[i]
        person.traits = traits[i]
        person.income = income[i]
        person.history = history[i]
        person.member = member[i]
        person.channel = NO_CHANNEL
        person.belief = OFFICIAL
        if i < place.size:
            person.target = NO_PLACE
            person.seen = -1
            person.place = place[i]
            person.status = status[i]
            person.arrived = arrived[i]
            person.due = due[i]
        else:  # to be born: the mother's position is kept in `target` until then
            person.target = member[mother[i]]
            person.seen = birth[i]
            person.place = home
            person.status = Status.UNBORN
            person.due = NEVER


@numba.njit(cache=True, error_model="numpy")
def age_at_death(seed, birth, mortal, horizon, never, dies):
    """Month of death by age alone, drawn once (ODD 7.1); `never` if after the horizon.

    mortal  cumulated hazard of death by age in months (ages + 1,)
    """
    for i in range(birth.size):
        start = max(0, birth[i])
        age = start - birth[i]
        wait = months_until_by_age(uniform(seed, i, 0, Purpose.DEATH), mortal, age)
        when = start + min(wait, max(1, mortal.size - age))
        if birth[i] <= 0:
            when -= 1  # the first month of the run counts: it is the first after the start
        dies[i] = when if when <= horizon else never


@numba.njit(cache=True, error_model="numpy")
def draw_traits(
    seed, birth, sex, tertiary, low, health, seasonal, passport, stateless, traits, income, history
):
    """Skill, sector, income rank, papers of everybody (ODD 4).

    tertiary, low     shares of adults by sex and year of age (2, 101)
    health            share of graduates in health work; seasonal: of the low-skilled
    passport          share of adults with a passport of a free-movement area
    traits, income, history   written
    """  # fmt: skip
    for i in range(birth.size):
        u_skill, u_sector, u_income, u_paper = uniforms(seed, i, 0, Purpose.TRAITS)
        u_flag = uniform(seed, i, 1, Purpose.TRAITS)
        income[i] = int(u_income * 256.0)
        age = -birth[i] // 12
        skill = 0
        sector = 0
        if birth[i] <= 0 and age >= 18:
            band = min(age, 100)
            if u_skill < tertiary[sex[i], band]:
                skill = 2
            elif u_skill < 1.0 - low[sex[i], band]:
                skill = 1
            if age < 65:
                sector = 1
                if skill == 2 and u_sector < health:
                    sector = 2
                elif skill == 0 and u_sector < seasonal:
                    sector = 3
        bits = 0
        if birth[i] <= 0 and u_paper < passport:
            bits |= 1
        history[i] = bits
        state = 128 if u_flag > 1.0 - stateless else 0
        traits[i] = sex[i] | (skill << 1) | (sector << 3) | state


@numba.njit(cache=True, error_model="numpy")
def draw_savings(seed, traits, income, pay, rank, months, unit, savings):
    """Savings at the start: up to `months` of pay, uniform (ODD 4); none without work."""
    for i in range(traits.size):
        skill = (traits[i] >> 1) & 3
        if (traits[i] >> 3) & 3 > 0:
            u = uniform(seed, i, 0, Purpose.SPELL)
            savings[i] = int(min(32000.0, u * months * pay[skill] * rank[income[i]] / unit))
        else:
            savings[i] = 0
