"""Where to and by which channel (ODD 7.3): one person's nested logit.

A table holds what a class of persons with a purse of a certain size shares; a person adds the ties
of the household. Only who differs otherwise (has been refused, was told the truth, kept a right to
come back) needs a sum over all destinations of their own.
"""

import math

from sim.behaviour.terms import AGE_BANDS, INCOME_BANDS, OFFICIAL, PURSES
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
def is_open(there, channel, papers, purse, debt):
    """Is a channel other than family open to, and payable by, such a person?

    papers  holds the passport of a free-movement area;  purse: savings and credit [EUR]
    debt    months of destination pay that a recruiter or smuggler lends
    """
    free = there.free == 1 or (papers and there.union == 1)
    if (channel == Channel.FREE_MOVEMENT) != free:
        return False
    lent = 0.0
    if channel == Channel.LABOUR or channel == Channel.SMUGGLED:
        lent = debt * there.wage[0]
    return there.cost[channel] <= purse + lent


@compiled
def pair_weight(person, group, place, channel, sponsor, trust, purse, terms):
    """Weight exp(V/λ_k) of one (destination, channel) for a person, 0 if closed to them (ODD 7.3).

    sponsor  does a household member there have the right to bring family?
    trust    factor of the person's belief on channels that ask for admission; 0: a minor, who may
             only follow family
    """
    rules = terms.rules[0]
    if channel == Channel.FAMILY:
        if not sponsor or terms.places[place].cost[channel] > purse:
            return 0.0
        if trust == 0.0:
            trust = terms.faith[person.belief]
    elif trust == 0.0 or not is_open(
        terms.places[place], channel, has(person.history, PASSPORT), purse, rules.debt
    ):
        return 0.0
    weight = terms.weight[group, place, channel]
    if channel < Channel.FREE_MOVEMENT:
        weight *= trust
    if has(person.history, MAY_COME_BACK) and is_work(channel):
        weight *= rules.return_ticket_weight
        if channel == Channel.SEASONAL:
            weight *= rules.season_ticket_weight
    return weight


@compiled
def place_weight(person, group, place, links, trust, purse, terms):
    """Weight of a destination for a person: channels, ties and family (ODD 7.3).

    Returns (weight of the destination, sum over its channels).
    """
    a, b, c, x, y = links
    sponsor = place in (x, y)
    total = 0.0
    for channel in range(CHOSEN_CHANNELS):
        total += pair_weight(person, group, place, channel, sponsor, trust, purse, terms)
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
    """Savings plus credit from contacts, rounded down to a step of `PURSES` [EUR].

    Returns (index of the step, EUR).
    """
    credit = 0.0
    for contact in links[:3]:
        if contact != NO_PLACE:
            credit += terms.rules[0].credit * terms.places[contact].wage[0]
    purse = person.savings * float(MONEY_UNIT) + credit
    step = 0
    while step + 1 < len(PURSES) and PURSES[step + 1] <= purse:
        step += 1
    return step, PURSES[step]


@compiled
def is_bounded(person):
    """Is a grown person without contacts abroad no likelier to leave than the tables' most?"""
    return person.belief <= OFFICIAL and not has(person.history, MAY_COME_BACK)


@compiled
def shared(terms, group, papers, step, place):
    """Weight of a destination in the table that standard persons share."""
    row = terms.going[group, papers, step]
    return row[place] - (row[place - 1] if place > 0 else 0.0)


@compiled
def shared_weights(person, group, papers, step, links, purse, terms):
    """Weights of all destinations for a person of the tables' belief, and the part ties add.

    Exact for those whose belief is the official one; for those who believe less, a bound.
    """
    extra = 0.0
    a, b, c = links[:3]
    for place in (a, b, c):
        repeated = (place == a) + (place == b) + (place == c)
        if place != NO_PLACE:
            mine = place_weight(person, group, place, links, 1.0, purse, terms)[0]
            extra += (mine - shared(terms, group, papers, step, place)) / repeated
    row = terms.going[group, papers, step]
    return row[row.size - 1] + extra, extra


@compiled
def may_choose(place, links, trust, home):
    """Is a destination worth a sum of its own? A minor only follows a sponsor."""
    return place != home and (trust > 0.0 or place == links[3] or place == links[4])


@compiled
def own_weights(person, group, links, trust, purse, terms):
    """Sum of the weights of all destinations for a person whom the tables do not hold for."""
    total = 0.0
    for place in range(terms.places.size):
        if may_choose(place, links, trust, terms.rules[0].home):
            total += place_weight(person, group, place, links, trust, purse, terms)[0]
    return total


@compiled
def own_place(person, group, links, trust, purse, goal, terms):
    """The destination in which `goal` falls when a person's own weights are laid in a row."""
    chosen = NO_PLACE
    for place in range(terms.places.size):
        if goal >= 0.0 and may_choose(place, links, trust, terms.rules[0].home):
            weight = place_weight(person, group, place, links, trust, purse, terms)[0]
            if weight > 0.0:
                chosen = place
                goal -= weight
    return chosen


@compiled
def shared_place(person, group, papers, step, links, purse, goal, extra, terms):
    """The destination in which `goal` falls: first what ties add, then the tables' weights."""
    if goal < extra:
        chosen = links[0]
        a, b, c = links[:3]
        for place in (a, b, c):
            repeated = (place == a) + (place == b) + (place == c)
            if place != NO_PLACE and goal >= 0.0:
                mine = place_weight(person, group, place, links, 1.0, purse, terms)[0]
                chosen = place
                goal -= (mine - shared(terms, group, papers, step, place)) / repeated
        return chosen
    goal -= extra
    row = terms.going[group, papers, step]
    place = 0
    while place < row.size - 1 and goal >= row[place]:
        place += 1
    return place


@compiled
def leaves(u, total, rules):
    """Does a person with summed weight `total` leave, by their draw `u` (ODD 7.3)?"""
    if total <= 0.0:
        return False
    return u < leaving_probability(math.pow(total, rules.nest_destination), rules.stay)


@compiled
def choose(person, row, links, minor, u_go, terms, tick):
    """Stay, or a destination and channel (ODD 7.3).

    Who believes less than the official chance is first held against the tables, which bound the
    chance of leaving: most stay, and need no sum of their own.

    Returns (destination, channel); destination NO_PLACE means stay.
    """
    group = class_of(person, tick)
    papers = 1 if has(person.history, PASSPORT) else 0
    step, purse = means(person, links, terms)
    rules = terms.rules[0]
    standard = not minor and is_bounded(person)
    trust = 0.0 if minor else terms.faith[person.belief]
    total = 0.0
    extra = 0.0
    if standard:
        total, extra = shared_weights(person, group, papers, step, links, purse, terms)
        if not leaves(u_go, total, rules):
            return NO_PLACE, 0
        standard = person.belief == OFFICIAL
    if not standard:
        total = own_weights(person, group, links, trust, purse, terms)
        if not leaves(u_go, total, rules):
            return NO_PLACE, 0
    u_place, u_channel, _, _ = uniforms(rules.seed, row, tick, Purpose.CHOICE)
    goal = u_place * total
    if standard:
        place = shared_place(person, group, papers, step, links, purse, goal, extra, terms)
    else:
        place = own_place(person, group, links, trust, purse, goal, terms)
    if place == NO_PLACE:
        return NO_PLACE, 0
    sponsor = place == links[3] or place == links[4]
    goal = u_channel * place_weight(person, group, place, links, trust, purse, terms)[1]
    channel = 0
    for candidate in range(CHOSEN_CHANNELS):
        weight = pair_weight(person, group, place, candidate, sponsor, trust, purse, terms)
        if weight > 0.0 and goal >= 0.0:
            channel = candidate
            goal -= weight
    return place, channel
