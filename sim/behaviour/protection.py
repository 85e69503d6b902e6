"""Displacement and protection (ODD 7.9): flight, refuge in the region, asylum, resettlement."""

import math

from sim.behaviour.moves import change_status, go_home, rest_at_home, settle
from sim.equations.clock import thinned
from sim.equations.compiled import compiled
from sim.equations.draws import Purpose, pick, uniforms
from sim.vocabulary import NEVER, NO_PLACE, Channel, Flow, Status


@compiled
def displace(people, row, terms, tally, tick):
    """Conflict or disaster drives a person out: within the country, or into the region."""
    person = people[row]
    rules = terms.rules[0]
    u_abroad, u_place, _, _ = uniforms(rules.seed, row, tick, Purpose.DISPLACEMENT)
    tally.flows[int(rules.home), Flow.DISPLACEMENTS] += 1
    if u_abroad < rules.displacement_abroad:
        flee(person, u_place, terms, tally, tick)
        return
    person.status = Status.DISPLACED
    person.arrived = tick
    person.target = NO_PLACE
    person.due = NEVER


@compiled
def flee(person, u, terms, tally, tick):
    """Cross into a state of the region, drawn by the shares of those already there."""
    place = 0
    while place < terms.rules[0].places - 1 and u >= terms.places[place].refuge:
        place += 1
    refuge = Status.REFUGEE_IN_REGION.value
    settle(person, place, Channel.REGIONAL_REFUGE.value, refuge, NEVER, tally, tick)


@compiled
def displaced_bound(terms):
    """Most that may happen to an internally displaced person [year-1]."""
    return terms.rules[0].displaced_bound


@compiled
def live_displaced(people, row, u, u_place, terms, tally, tick):
    """An internally displaced person goes back, or crosses a border."""
    person = people[row]
    rules = terms.rules[0]
    bound = displaced_bound(terms)
    level = thinned(u, bound, rules.displaced_return + rules.displaced_cross)
    if level == math.inf:
        return
    if level < rules.displaced_return:
        rest_at_home(person)
    else:
        flee(person, u_place, terms, tally, tick)


@compiled
def refugee_bound(terms):
    """Most that may happen to a refugee in the region [year-1]."""
    return terms.rules[0].refuge_bound + terms.rules[0].resettle_bound


@compiled
def resettling(terms):
    """Hazard of being resettled, all places together [year-1]."""
    return terms.places[terms.rules[0].places - 1].resettle


@compiled
def live_refugee(people, row, u, u_place, terms, tally, tick):
    """A refugee in the region (ODD 7.9): back, settled there, resettled, or onward.

    Onward movement falls with the capacity of protection in the region. `resettle` is cumulated
    over places, so the draw that hits it also names the place.
    """
    person = people[row]
    rules = terms.rules[0]
    total = resettling(terms)
    settles = terms.places[person.place].integrate
    hazards = total + rules.refuge_return + settles + rules.refuge_onward
    level = thinned(u, refugee_bound(terms), hazards)
    if total > rules.resettle_bound:
        tally.flows[person.place, Flow.BOUND_BREACHES] += 1
    if level < total:
        place = 0
        while level >= terms.places[place].resettle:
            place += 1
        tally.flows[place, Flow.RESETTLED] += 1
        settle(
            person, place, Channel.RESETTLEMENT.value, Status.RESETTLED.value, NEVER, tally, tick
        )
        return
    level -= total
    if level < rules.refuge_return:
        go_home(person, row, Channel.RETURN_VOLUNTARY.value, terms, tally, tick)
        return
    level -= rules.refuge_return
    if level < settles:
        change_status(person, Status.SETTLED.value, NEVER)
        return
    level -= settles
    here = terms.places[person.place]
    if level >= rules.refuge_onward * (1.0 - here.protection):
        return
    person.target = pick(u_place, terms.visits, terms.visits_guide)
    person.channel = Channel.ASYLUM
    person.status = Status.IN_TRANSIT
    person.due = tick + 1


@compiled
def moved_on(person, row, terms, tally, tick):
    """What waiting without a place led to: exploitation; has the person gone to another state?"""
    here = terms.places[person.place]
    u_leaves, u_abused, u_place, _ = uniforms(terms.rules[0].seed, row, tick, Purpose.STAY)
    tally.flows[person.place, Flow.EXPLOITED] += u_abused < here.abused_waiting
    place = pick(u_place, terms.visits, terms.visits_guide)
    if u_leaves >= here.leaves_queue or place == person.place:
        return False
    tally.flows[person.place, Flow.ONWARD] += 1
    due = tick + max(1, int(terms.places[place].asylum_months))
    settle(person, place, Channel.ASYLUM.value, Status.ASYLUM_SEEKER.value, due, tally, tick)
    return True


@compiled
def decide_asylum(people, row, u, terms, tally, tick):
    """The asylum decision: protection, or refusal. A refusal is not a return.

    Who had no place in reception may have been exploited, or ask again in another state.
    """
    person = people[row]
    place = person.place + 0
    if terms.places[place].unhoused > 0.0 and moved_on(person, row, terms, tally, tick):
        return
    tally.flows[place, Flow.ASYLUM_DECISIONS_DUE] += 1
    if u < terms.places[place].recognition:
        tally.flows[place, Flow.ASYLUM_RECOGNISED] += 1
        change_status(person, Status.PROTECTED.value, NEVER)
    else:
        tally.flows[place, Flow.ASYLUM_REFUSED] += 1
        change_status(person, Status.REFUSED.value, NEVER)
