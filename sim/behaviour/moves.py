"""Changing place or status (ODD 7.5): the only functions that move a person between places."""

import numpy as np

from sim.behaviour.counting import note_rights
from sim.equations.compiled import compiled
from sim.equations.demography import ADULT
from sim.equations.draws import Purpose, uniforms
from sim.equations.traits import (
    FORCED,
    IN_WORK,
    MAY_COME_BACK,
    PASSPORT,
    WAS_ABROAD,
    has,
    sex_of,
    skill_of,
    with_flag,
)
from sim.population.schema import MONEY_UNIT
from sim.vocabulary import NEVER, NO_PLACE, RETURN_CHANNELS, Channel, Flow, Harm, Sex, Status


@compiled
def settle(person, place, channel, status, due, tally, tick):
    """Arrive in `place` through `channel` with `status` until `due` (NEVER: no end).

    writes  place, status, channel, target, arrived, due, history;
            tally.arrivals, .departures, .flows, .ledger
    """
    tally.departures[person.place, channel] += 1
    tally.arrivals[place, channel] += 1
    tally.flows[person.place, Flow.RE_EMIGRATIONS] += has(person.history, WAS_ABROAD)
    person.place = place
    person.status = status
    person.channel = channel
    person.target = NO_PLACE
    person.arrived = tick
    person.due = due
    note_rights(person, Harm.MOVES, 1, tick, tally)
    person.history = with_flag(person.history, WAS_ABROAD, True)


@compiled
def change_status(person, status, due):
    """Another status in the same place, until `due`."""
    person.status = status
    person.due = due


@compiled
def rest_at_home(person):
    """Be at home again, with no plan and no recruiter.

    writes  status, target, due, remits (in whose byte `recruiter` lies)
    """
    if has(person.history, WAS_ABROAD):
        person.status = Status.RETURNED
    else:
        person.status = Status.HOME
    person.remits = 0
    person.target = NO_PLACE
    person.due = NEVER


@compiled
def is_safe(status):
    """Recognised as a refugee, or resettled: never sent back, nor driven back by a crisis."""
    return status == Status.PROTECTED or status == Status.RESETTLED


@compiled
def go_home(person, row, channel, terms, tally, tick):
    """Return to the origin by a return channel (ODD 7.8).

    Savings come along; some start a firm; those forced carry a scar. Nobody under protection ever
    gets here by force: the callers see to it, and a count that must stay 0 watches them.

    writes  place, status, history, income, savings;  tally.arrivals, .departures, .flows
    """
    rules = terms.rules[0]
    home = int(rules.home)
    there = terms.places[person.place]
    forced = channel == Channel.RETURN_FORCED or channel == Channel.RETURN_READMITTED
    if is_safe(person.status) and channel != Channel.RETURN_VOLUNTARY:
        tally.flows[person.place, Flow.REFOULEMENTS] += 1
    _, _, u_slot, u_firm = uniforms(rules.seed, row, tick, Purpose.RETURN)
    left = person.place + 0
    tally.departures[left, channel] += 1
    tally.arrivals[home, channel] += 1
    tally.flows[left, Flow.RETURNS + channel - Channel.RETURN_VOLUNTARY] += 1
    worked = has(person.traits, IN_WORK)
    person.place = home
    person.status = Status.RETURNED
    person.arrived = tick
    person.due = NEVER
    history = with_flag(person.history, WAS_ABROAD, True)  # those abroad at the start lack it
    history = with_flag(history, FORCED, forced)
    keeps = (channel == Channel.RETURN_CIRCULAR) or (not forced and u_slot < there.may_come_back)
    person.history = with_flag(history, MAY_COME_BACK, keeps)
    if forced:
        person.income = int(max(0, person.income - rules.scar))
    elif worked:
        person.income = int(min(255, person.income + rules.income_gain))
    if not forced and person.savings > 0 and u_firm < rules.firm:
        brought = int(rules.invests * person.savings)
        person.savings = person.savings - brought
        tally.flows[home, Flow.FIRMS] += 1
        tally.flows[home, Flow.INVESTMENT] += brought * MONEY_UNIT


@compiled
def fall_to_traffickers(person, place, tally, tick):
    """Be counted among the trafficked on the way to `place`, and by group."""
    flows = tally.flows
    flows[place, Flow.TRAFFICKED] += 1
    note_rights(person, Harm.TRAFFICKED, 1, tick, tally)
    if sex_of(person) == Sex.FEMALE:
        flows[place, Flow.TRAFFICKED_WOMEN] += 1
    if tick - person.birth < ADULT:
        flows[place, Flow.TRAFFICKED_MINORS] += 1


@compiled
def die(person, tally):
    """Die; the books forget the person at the end of the visit."""
    tally.flows[person.place, Flow.DEATHS] += 1
    person.status = Status.DEAD
    person.remits = 0


@compiled
def permit_end(there, channel, tick):
    """Tick at which a first permit of `channel` ends; NEVER where it has no end."""
    months = there.permit[channel]
    return NEVER if months <= 0.0 else tick + int(months)


STATUS_OF = np.array(
    [
        Status.WORKER,
        Status.HIGHLY_SKILLED,
        Status.SEASONAL,
        Status.STUDENT,
        Status.FAMILY,
        Status.FREE_MOVER,
        Status.OVERSTAYER,
        Status.IRREGULAR_ENTRANT,
        Status.ASYLUM_SEEKER,
        Status.RESETTLED,
        Status.REFUGEE_IN_REGION,
        *[Status.RETURNED] * len(RETURN_CHANNELS),
        Status.HIGHLY_SKILLED,
        Status.STUDENT,
    ],
    dtype=np.int64,
)
"""Status that each channel gives at arrival."""


@compiled
def is_temporary(channel):
    """Is the stay for a time only, with a place at home to go back to?"""
    return channel == Channel.TRANSFER or channel == Channel.YOUTH


@compiled
def moves_freely(person, there):
    """May the person live there without a permit?"""
    return there.free == 1 or (there.union == 1 and has(person.history, PASSPORT))


@compiled
def earns(person, terms):
    """Monthly pay at home [EUR month-1]."""
    return terms.home_pay[skill_of(person)] * terms.home_rank[person.income]
