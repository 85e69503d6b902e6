"""The books (ODD 5): what a person adds to every stock.

One function says it. It takes a person out before a visit and puts them back after, fills the books
at the start, and recounts everybody when the accounts are checked.
"""

from sim.equations.compiled import compiled
from sim.equations.demography import ADULT
from sim.equations.traits import (
    IN_WORK,
    OVERQUALIFIED,
    STATELESS,
    WAS_TRAFFICKED,
    has,
    sector_of,
    sex_of,
    skill_of,
)
from sim.population.schema import MONEY_UNIT
from sim.vocabulary import NO_CHANNEL, Channel, Gauge, Group, Sector, Sex, Skill, Status


@compiled
def is_irregular(status):
    """Overstayer, irregular entrant or refused."""
    return (
        status == Status.OVERSTAYER
        or status == Status.IRREGULAR_ENTRANT
        or (status == Status.REFUSED)
    )


@compiled
def is_on_the_way(status):
    """Preparing, in transit or stranded: `recruiter` lies in the place of `remits`."""
    return status >= Status.PREPARING and status <= Status.STRANDED


@compiled
def may_work(status):
    """Is this status abroad part of the labour force there?"""
    return (
        (status >= Status.SEASONAL and status <= Status.FREE_MOVER)
        or status == Status.PROTECTED
        or status == Status.RESETTLED
        or is_irregular(status)
        or status == Status.REGULARISED
        or status == Status.SETTLED
    )


@compiled
def note_rights(person, harm, cases, tick, tally):
    """Count a harm (or a move abroad) in the ledger of rights, for each group of the person."""
    ledger = tally.ledger
    if sex_of(person) == Sex.FEMALE:
        ledger[Group.WOMEN, harm] += cases
    if tick - person.birth < ADULT:
        ledger[Group.MINORS, harm] += cases
    if has(person.traits, STATELESS):
        ledger[Group.STATELESS, harm] += cases
    if has(person.history, WAS_TRAFFICKED) or person.status == Status.TRAFFICKED:
        ledger[Group.TRAFFICKED, harm] += cases


@compiled
def count_plan(person, sign, tally):
    """Add or take away a living person in what depends on a plan to move: status and queues.

    All that the books need when somebody at home makes a plan or gives it up.
    """
    status = person.status
    tally.stock[person.place, status, skill_of(person)] += sign
    if status == Status.PREPARING:
        channel = person.channel
        if channel == NO_CHANNEL or channel == Channel.SHORT_STAY or channel == Channel.ASYLUM:
            tally.gauges[person.target, Gauge.VISA_PENDING] += sign
        elif channel < Channel.FREE_MOVEMENT:
            tally.gauges[person.target, Gauge.PERMIT_PENDING] += sign


@compiled
def count(person, sign, tally):
    """Add (`sign` 1) or take away (-1) a person in all stocks.

    reads   every column that a stock depends on
    writes  tally.stock, tally.gauges
    """
    status = person.status
    if status == Status.UNBORN or status == Status.DEAD:
        return
    count_plan(person, sign, tally)
    place = person.place
    skill = skill_of(person)
    gauges = tally.gauges
    if sector_of(person) != Sector.NONE:
        gauges[place, Gauge.ACTIVE_LOW + skill] += sign
    if sector_of(person) == Sector.HEALTH:
        gauges[place, Gauge.HEALTH_WORKERS] += sign
    if has(person.traits, STATELESS):
        gauges[place, Gauge.STATELESS] += sign
    if person.remits > 0 and not is_on_the_way(status):
        gauges[place, Gauge.REMITS] += sign * MONEY_UNIT * person.remits
        gauges[place, Gauge.REMITTERS] += sign
    if may_work(status) and sector_of(person) != Sector.NONE:
        gauges[place, Gauge.LABOUR_FORCE] += sign
        if has(person.traits, IN_WORK):
            gauges[place, Gauge.IN_WORK] += sign
            if is_irregular(status):
                gauges[place, Gauge.IRREGULAR_IN_WORK] += sign
            if skill == Skill.HIGH:
                gauges[place, Gauge.GRADUATES_IN_WORK] += sign
                if has(person.traits, OVERQUALIFIED):
                    gauges[place, Gauge.OVERQUALIFIED] += sign
