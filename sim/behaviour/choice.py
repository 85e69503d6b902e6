"""Where to and by which channel (ODD 7.3): one person's nested logit.

The tables hold what a class of persons shares; a person adds contacts, papers, purse and belief.
"""

import math

from sim.behaviour.terms import AGE_BANDS, INCOME_BANDS
from sim.equations.choice import leaving_probability
from sim.equations.compiled import compiled
from sim.equations.draws import Purpose, uniforms
from sim.equations.traits import MAY_COME_BACK, PASSPORT, has, skill_of
from sim.population.schema import MONEY_UNIT
from sim.vocabulary import CHOSEN_CHANNELS, NO_PLACE, Channel

ADULT = 18 * 12


@compiled
def class_of(person, tick):
    """Index of the person's class in the tables: skill, income band, age band."""
    age = tick - person.birth
    band = 0 if age < 30 * 12 else (1 if age < 50 * 12 else 2)
    income = person.income * INCOME_BANDS // 256
    return (skill_of(person) * INCOME_BANDS + income) * AGE_BANDS + band


@compiled
def is_work(channel):
    """Does the channel admit workers below the highly skilled?"""
    return channel == Channel.LABOUR or channel == Channel.SEASONAL


@compiled
def pair_weight(person, group, place, channel, sponsor, minor, purse, terms):
    """Weight exp(V/λ_k) of one (destination, channel) for a person, 0 if closed to them (ODD 7.3).

    sponsor  does a household member there have the right to bring family?
    purse    savings and credit [EUR]
    """
    there = terms.places[place]
    if minor and channel != Channel.FAMILY:
        return 0.0
    open_door = there.free == 1 or (there.union == 1 and has(person.history, PASSPORT))
    if channel == Channel.FREE_MOVEMENT:
        if not open_door:
            return 0.0
    elif open_door and channel != Channel.FAMILY:
        return 0.0
    if channel == Channel.FAMILY and not sponsor:
        return 0.0
    debt = 0.0
    if channel == Channel.LABOUR or channel == Channel.SMUGGLED:
        debt = terms.rules[0].debt * there.wage[0]
    if there.cost[channel] > purse + debt:
        return 0.0
    weight = terms.weight[group, place, channel]
    if channel < Channel.FREE_MOVEMENT:
        weight *= terms.faith[person.belief]
    if has(person.history, MAY_COME_BACK) and is_work(channel):
        weight *= terms.rules[0].return_ticket_weight
    return weight


@compiled
def place_weight(person, group, place, links, minor, purse, terms):
    """Weight of a destination: its channels' sum to the power λ_k/λ_d, times ties (ODD 7.3).

    Returns (weight of the destination, sum over its channels).
    """
    a, b, c, x, y = links
    sponsor = place == x or place == y
    total = 0.0
    for channel in range(CHOSEN_CHANNELS):
        total += pair_weight(person, group, place, channel, sponsor, minor, purse, terms)
    if total <= 0.0:
        return 0.0, 0.0
    rules = terms.rules[0]
    weight = math.pow(total, rules.nest_channel / rules.nest_destination)
    known = (1 if place == a else 0) + (1 if place == b else 0) + (1 if place == c else 0)
    if known > 0:
        weight *= math.pow(1.0 + known, rules.ties / rules.nest_destination)
    return weight, total


@compiled
def means(person, links, terms):
    """Savings plus credit from contacts [EUR]."""
    credit = 0.0
    for contact in links[:3]:
        if contact != NO_PLACE:
            credit += terms.rules[0].credit * terms.places[contact].wage[0]
    return person.savings * float(MONEY_UNIT) + credit


@compiled
def most_weight(person, group, links, minor, terms):
    """Most that the summed weight of a person's destinations can be: a cheap bound (ODD 7.3).

    The class's bound times the strongest ties, plus the family channel where there is a sponsor;
    with r = λ_k/λ_d below 1, (a + b)^r ≤ a^r + b^r. Most who think again stay, and are done here.
    """
    rules = terms.rules[0]
    most = 0.0
    if not minor:
        most = terms.bound[group, 1 if has(person.history, PASSPORT) else 0]
    power = rules.nest_channel / rules.nest_destination
    family = 0.0
    for sponsor in links[3:]:
        if sponsor != NO_PLACE:
            weight = terms.weight[group, sponsor, Channel.FAMILY]
            family += math.pow(weight * terms.faith[person.belief], power)
    most += family
    if has(person.history, MAY_COME_BACK):
        most *= math.pow(rules.return_ticket_weight, power)
    if links[0] != NO_PLACE:
        most *= math.pow(4.0, rules.ties / rules.nest_destination)
    return most


@compiled
def choose(person, row, links, minor, u_go, terms, tick):
    """Stay, or a destination and channel (ODD 7.3).

    Returns (destination, channel); destination NO_PLACE means stay.
    """
    group = class_of(person, tick)
    rules = terms.rules[0]
    if links[0] == NO_PLACE:
        papers = 1 if has(person.history, PASSPORT) else 0
        known = has(person.history, MAY_COME_BACK)
        if minor or (not known and u_go >= terms.leaving[group, papers]):
            return NO_PLACE, 0
    most = most_weight(person, group, links, minor, terms)
    if most <= 0.0:
        return NO_PLACE, 0
    if u_go >= leaving_probability(math.pow(most, rules.nest_destination), rules.stay):
        return NO_PLACE, 0
    u_place, u_channel, _, _ = uniforms(rules.seed, row, tick, Purpose.CHOICE)
    home = int(rules.home)
    purse = means(person, links, terms)
    inclusive = 0.0
    for place in range(terms.places.size):
        if place != home:
            inclusive += place_weight(person, group, place, links, minor, purse, terms)[0]
    if inclusive <= 0.0:
        return NO_PLACE, 0
    if u_go >= leaving_probability(math.pow(inclusive, rules.nest_destination), rules.stay):
        return NO_PLACE, 0
    goal = u_place * inclusive
    chosen = NO_PLACE
    within = 0.0
    for place in range(terms.places.size):
        if place == home:
            continue
        weight, total = place_weight(person, group, place, links, minor, purse, terms)
        if weight > 0.0:
            chosen = place
            within = total
            goal -= weight
            if goal < 0.0:
                break
    sponsor = chosen == links[3] or chosen == links[4]
    goal = u_channel * within
    channel = 0
    for candidate in range(CHOSEN_CHANNELS):
        weight = pair_weight(person, group, chosen, candidate, sponsor, minor, purse, terms)
        if weight > 0.0:
            channel = candidate
            goal -= weight
            if goal < 0.0:
                break
    return chosen, channel
