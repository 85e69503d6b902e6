"""Where to and by which channel (ODD 7.3): one person's nested logit.

A table holds what a class of persons with a purse of a certain size shares; a person adds the ties
of the household. Only who differs otherwise (has been refused, was told the truth, kept a right to
come back) needs a sum over all destinations of their own.
"""

import math

from sim.behaviour.terms import AGE_BANDS, INCOME_BANDS, PURSES
from sim.behaviour.work import saved
from sim.equations.choice import leaving_probability
from sim.equations.compiled import compiled
from sim.equations.draws import Purpose, uniforms
from sim.equations.traits import MAY_COME_BACK, PASSPORT, has, skill_of
from sim.population.schema import MONEY_UNIT
from sim.vocabulary import CHOSEN_CHANNELS, NO_PLACE, Channel

ATTEMPT = 256
"""Between the purposes of draws of successive proposals of a destination."""


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
    if channel == Channel.FREE_MOVEMENT:
        lent = there.lent
    return there.cost[channel] <= purse + lent


@compiled
def pair_weight(person, group, place, channel, sponsor, trust, purse, terms):
    """Weight exp(V/λ_k) of one (destination, channel) for a person, 0 if closed to them (ODD 7.3).

    sponsor  does a household member there have the right to bring family?
    trust    factor of the person's belief on channels that ask for admission; 0: a minor, who may
             only follow family
    """
    weight = terms.weight[group, place, channel]
    if weight <= 0.0:
        return 0.0
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
    if channel < Channel.FREE_MOVEMENT:
        weight *= trust
    if has(person.history, MAY_COME_BACK) and is_work(channel):
        weight *= rules.return_ticket_weight
        if channel == Channel.SEASONAL:
            weight *= rules.season_ticket_weight
    return weight


@compiled
def channels_weight(person, group, place, links, trust, purse, terms):
    """Weights of all channels into a destination, added up (ODD 7.3)."""
    sponsor = place == links[3] or place == links[4]
    total = 0.0
    for channel in range(CHOSEN_CHANNELS):
        total += pair_weight(person, group, place, channel, sponsor, trust, purse, terms)
    return total


@compiled
def place_weight(person, group, place, links, trust, purse, terms):
    """Weight of a destination for a person: channels, ties and family (ODD 7.3)."""
    a, b, c = links[:3]
    total = channels_weight(person, group, place, links, trust, purse, terms)
    if total <= 0.0:
        return 0.0
    rules = terms.rules[0]
    weight = math.pow(total, rules.nest_channel / rules.nest_destination)
    known = (1 if place == a else 0) + (1 if place == b else 0) + (1 if place == c else 0)
    if known > 0:
        weight *= math.pow(1.0 + known, rules.ties / rules.nest_destination)
    return weight


@compiled
def means(savings, links, terms):
    """Savings plus credit from contacts, rounded down to a step of `PURSES` [EUR].

    savings  [MONEY_UNIT]
    Returns (index of the step, EUR).
    """
    credit = 0.0
    for contact in links[:3]:
        if contact != NO_PLACE:
            credit += terms.rules[0].credit * terms.places[contact].wage[0]
    purse = savings * float(MONEY_UNIT) + credit
    step = 0
    while step + 1 < len(PURSES) and PURSES[step + 1] <= purse:
        step += 1
    return step, PURSES[step]


@compiled
def spread(belief, history, terms):
    """Between which factors a person's own weights lie, times those of the tables [1].

    Returns (least, most), the same for every destination.
    """
    least = terms.least[belief]
    most = terms.lift[belief]
    if has(history, MAY_COME_BACK):
        most *= terms.rules[0].return_ticket_lift
    return least, most


@compiled
def shared(terms, group, papers, step, place):
    """Weight of a destination in the table that standard persons share."""
    row = terms.going[group, papers, step]
    return row[place] - (row[place - 1] if place > 0 else 0.0)


@compiled
def shared_weights(person, group, papers, step, links, purse, terms):
    """Weights of all destinations for a person, and the part that ties add.

    Exact for those of the official belief without a right to come back; within `spread` for others.
    """
    extra = 0.0
    a, b, c = links[:3]
    for place in (a, b, c):
        repeated = (place == a) + (place == b) + (place == c)
        if place != NO_PLACE:
            mine = place_weight(person, group, place, links, 1.0, purse, terms)
            extra += (mine - shared(terms, group, papers, step, place)) / repeated
    row = terms.going[group, papers, step]
    return row[row.size - 1] + extra, extra


@compiled
def own_weights(person, group, links, purse, terms):
    """Sum of the weights of all destinations for a grown person whom the tables do not hold for."""
    total = 0.0
    trust = terms.faith[person.belief]
    for place in range(terms.rules[0].places):
        if place != terms.rules[0].home:
            total += place_weight(person, group, place, links, trust, purse, terms)
    return total


@compiled
def fits(person, group, papers, step, place, links, purse, u, terms):
    """Accept a destination that the tables propose, with own weight over the most it can be."""
    proposed = 0.0
    if place in (links[0], links[1], links[2]):
        proposed = place_weight(person, group, place, links, 1.0, purse, terms)
    else:
        proposed = shared(terms, group, papers, step, place)
    trust = terms.faith[person.belief]
    own = place_weight(person, group, place, links, trust, purse, terms)
    return u * proposed * spread(person.belief, person.history, terms)[1] < own


@compiled
def shared_place(person, group, papers, step, links, purse, goal, extra, terms):
    """The destination in which `goal` falls: first what ties add, then the tables' weights."""
    if goal < extra:
        chosen = links[0]
        a, b, c = links[:3]
        for place in (a, b, c):
            repeated = (place == a) + (place == b) + (place == c)
            if place != NO_PLACE and goal >= 0.0:
                mine = place_weight(person, group, place, links, 1.0, purse, terms)
                chosen = place
                goal -= (mine - shared(terms, group, papers, step, place)) / repeated
        return chosen
    goal -= extra
    row = terms.going[group, papers, step]
    last = terms.rules[0].places - 1
    place = 0
    while place < last and goal >= row[place]:
        place += 1
    return place


@compiled
def leaves(u, total, rules):
    """Does a person with summed weight `total` leave, by their draw `u` (ODD 7.3)?"""
    if total <= 0.0:
        return False
    return u < leaving_probability(math.pow(total, rules.nest_destination), rules.staying)


@compiled
def surely_stays(person, belief, links, u_go, terms, tick):
    """Is a grown person's draw above the most that their chance of leaving can be?

    belief  after news
    """
    group = class_of(person, tick)
    papers = 1 if has(person.history, PASSPORT) else 0
    alone = links[0] == NO_PLACE and not has(person.history, MAY_COME_BACK)
    if alone and u_go >= terms.most[group, papers]:
        return True
    step, purse = means(saved(person, terms, tick), links, terms)
    total, _ = shared_weights(person, group, papers, step, links, purse, terms)
    return not leaves(u_go, total * spread(belief, person.history, terms)[1], terms.rules[0])


@compiled
def choose(person, row, links, u_go, terms, tick):
    """A grown person stays, or chooses a destination and channel (ODD 7.3).

    The tables, times `spread`, bound the chance of leaving from both sides: only a draw that falls
    between needs a sum over all destinations. A destination is proposed by the tables and accepted
    by the person's own weight (rejection sampling), so it has exactly its own chance.

    Returns (destination, channel); destination NO_PLACE means stay.
    """
    group = class_of(person, tick)
    papers = 1 if has(person.history, PASSPORT) else 0
    step, purse = means(person.savings + 0, links, terms)
    rules = terms.rules[0]
    total, extra = shared_weights(person, group, papers, step, links, purse, terms)
    least, most = spread(person.belief, person.history, terms)
    if not leaves(u_go, total * most, rules):
        return NO_PLACE, 0
    differs = least < most
    if differs and not leaves(u_go, total * least, rules):
        total_own = own_weights(person, group, links, purse, terms)
        if not leaves(u_go, total_own, rules):
            return NO_PLACE, 0
    place = NO_PLACE
    u_channel = 0.0
    attempt = 0
    while place == NO_PLACE:
        draws = uniforms(rules.seed, row, tick, Purpose.CHOICE.value + ATTEMPT * attempt)
        u_place, u_channel, u_fits, _ = draws
        goal = u_place * total
        place = shared_place(person, group, papers, step, links, purse, goal, extra, terms)
        if differs and not fits(person, group, papers, step, place, links, purse, u_fits, terms):
            place = NO_PLACE
        attempt += 1
    trust = terms.faith[person.belief]
    return place, choose_channel(person, group, place, links, trust, purse, u_channel, terms)


@compiled
def follow(person, row, links, u_go, terms, tick):
    """A minor stays, or follows family to the place of a sponsor.

    Returns (destination, channel); destination NO_PLACE means stay.
    """
    group = class_of(person, tick)
    _, purse = means(person.savings + 0, links, terms)
    rules = terms.rules[0]
    x, y = links[3], links[4]
    first = second = 0.0
    if x != NO_PLACE:
        first = place_weight(person, group, x, links, 0.0, purse, terms)
    if y not in (NO_PLACE, x):
        second = place_weight(person, group, y, links, 0.0, purse, terms)
    if not leaves(u_go, first + second, rules):
        return NO_PLACE, 0
    u_place = uniforms(rules.seed, row, tick, Purpose.CHOICE.value)[0]
    return x if u_place * (first + second) < first else y, Channel.FAMILY.value


@compiled
def choose_channel(person, group, place, links, trust, purse, u, terms):
    """The channel into a destination, by the weights of those that are open (ODD 7.3)."""
    sponsor = place == links[3] or place == links[4]
    goal = u * channels_weight(person, group, place, links, trust, purse, terms)
    channel = 0
    for candidate in range(CHOSEN_CHANNELS):
        weight = pair_weight(person, group, place, candidate, sponsor, trust, purse, terms)
        if weight > 0.0:
            channel = candidate
            goal -= weight
            if goal < 0.0:
                break
    return channel
