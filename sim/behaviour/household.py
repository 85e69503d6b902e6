"""Who else lives in the household (ODD 2.2): contacts abroad, sponsors, parents.

A household is a run of rows whose first member is marked. Members act in row order, a mother
before her child, so what is read here is settled whichever thread or engine runs it.
"""

from sim.equations.compiled import compiled
from sim.equations.demography import ADULT
from sim.equations.traits import FIRST, has
from sim.vocabulary import NO_PLACE, Status

NO_TIES = (NO_PLACE, NO_PLACE, NO_PLACE, NO_PLACE, NO_PLACE)
"""What `ties` gives where nobody of the household lives abroad."""
PARENT_GAP = 16 * 12
"""Months by which a parent is at least older than a child."""


@compiled
def is_sponsor(status):
    """May a migrant of this status bring family?"""
    return (
        (status >= Status.WORKER and status <= Status.FREE_MOVER and status != Status.STUDENT)
        or status == Status.PROTECTED
        or status == Status.RESETTLED
        or status == Status.REGULARISED
        or status == Status.SETTLED
    )


@compiled
def household_rows(people, row):
    """First row of the household of `row`, and the row after its last."""
    first = row + 0
    while not has(people[first].history, FIRST):
        first -= 1
    end = row + 1
    while end < len(people) and not has(people[end].history, FIRST):
        end += 1
    return first, end


@compiled
def ties(people, row, home, tick, places):
    """Places of up to three household members abroad, and of up to two who may bring family.

    places  terms of places (`terms.PLACE`): how long a sponsor must have been there

    Returns (contact, contact, contact, sponsor, sponsor), NO_PLACE where there is none.
    """
    first, end = household_rows(people, row)
    a = b = c = x = y = NO_PLACE
    for other in range(first, end):
        member = people[other]
        status = member.status
        if other == row or status == Status.UNBORN or status == Status.DEAD or member.place == home:
            continue
        place = member.place + 0
        if a == NO_PLACE:
            a = place
        elif b == NO_PLACE:
            b = place
        else:
            c = place
        if is_sponsor(status) and tick - member.arrived >= places[place].sponsor_after:
            if x == NO_PLACE:
                x = place
            else:
                y = place
    if x not in (NO_PLACE, a, b, c):  # a sponsor's place is always among the contacts
        c = x
    if y not in (NO_PLACE, a, b, c):
        if b == x:
            a = y
        else:
            b = y
    return a, b, c, x, y


@compiled
def parent_abroad(people, row, home):
    """Is a member old enough to be a parent abroad, and is another one at home?

    Returns (someone abroad, someone at home), each 0 or 1.
    """
    first, end = household_rows(people, row)
    away = 0
    here = 0
    born = people[row].birth
    for other in range(first, end):
        member = people[other]
        if other == row or member.status == Status.UNBORN or member.status == Status.DEAD:
            continue
        gap = born - member.birth
        if gap >= PARENT_GAP and gap < 3 * PARENT_GAP:
            if member.place == home:
                here = 1
            else:
                away = 1
    return away, here


@compiled
def is_sent_money(people, row, home):
    """Does a member of the household abroad send money home [0 or 1]?"""
    first, end = household_rows(people, row)
    for other in range(first, end):
        member = people[other]
        alive = member.status != Status.UNBORN and member.status != Status.DEAD
        if alive and member.place != home and member.remits > 0:
            return 1
    return 0


@compiled
def child_at_home(people, row, home, tick):
    """Does a person of full age leave a child of the household in the origin [0 or 1]?"""
    if tick - people[row].birth < ADULT:
        return 0
    first, end = household_rows(people, row)
    for other in range(first, end):
        member = people[other]
        young = tick - member.birth < ADULT and member.place == home
        if young and member.status != Status.UNBORN and member.status != Status.DEAD:
            return 1
    return 0


@compiled
def family_at_home(people, row, home):
    """Does anybody of the household live in the origin [0 or 1]?"""
    first, end = household_rows(people, row)
    for other in range(first, end):
        member = people[other]
        if (
            other != row
            and member.place == home
            and member.status != Status.UNBORN
            and (member.status != Status.DEAD)
        ):
            return 1
    return 0


@compiled
def family_here(people, row):
    """Does anybody of the household live in the same place [0 or 1]?"""
    first, end = household_rows(people, row)
    place = people[row].place
    for other in range(first, end):
        member = people[other]
        if (
            other != row
            and member.place == place
            and member.status != Status.UNBORN
            and (member.status != Status.DEAD)
        ):
            return 1
    return 0
