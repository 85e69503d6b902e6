"""At home: thinking again, preparing, applying (ODD 7.2, 7.3, 7.4)."""

import math

from sim.behaviour.choice import choose, follow, is_open, is_work, means
from sim.behaviour.counting import count_plan, note_rights
from sim.behaviour.household import child_at_home, parent_abroad, ties
from sim.behaviour.journey import set_out
from sim.behaviour.moves import (
    STATUS_OF,
    earns,
    fall_to_traffickers,
    moves_freely,
    permit_end,
    rest_at_home,
    settle,
)
from sim.behaviour.terms import OFFICIAL, AtHome
from sim.equations.compiled import compiled
from sim.equations.demography import ADULT
from sim.equations.draws import Purpose, lasting, pick, uniforms
from sim.equations.traits import (
    MAY_COME_BACK,
    PASSPORT,
    TRAINED,
    has,
    sector_of,
    with_flag,
)
from sim.equations.visa import acceptance, learned
from sim.population.schema import MONEY_UNIT
from sim.vocabulary import (
    NEVER,
    NO_CHANNEL,
    NO_PLACE,
    Channel,
    Flow,
    Harm,
    RecruiterKind,
    Sector,
    Status,
)


@compiled
def needs_visa(row, there, terms):
    """Does this person need a visa for a short stay there?

    The same persons are the first to be exempt at every date: those quick to hold the passport
    that the exemption asks for.
    """
    return lasting(terms.rules[0].seed, row, Purpose.PASSPORT) < there.visa


@compiled
def is_helped(person, row, rules, tick):
    """Does help after return keep a person from thinking of leaving again this time? (ODD 7.8)."""
    if person.status != Status.RETURNED:
        return False
    return uniforms(rules.seed, row, tick, Purpose.NEWS)[0] < rules.reintegration


@compiled
def belief_after_news(person, u_news, rules):
    """The code of a person's belief once they have, or have not, heard the truth (ODD 7.2)."""
    if u_news >= rules.news:
        return person.belief + 0
    belief = learned(person.belief / OFFICIAL, rules.news_signal, rules.belief_learning)
    return int(min(255.0, belief * OFFICIAL + 0.5))


@compiled
def reconsider(people, row, u_go, u_news, terms, tally, tick):
    """A person at home thinks again about leaving (ODD 7.2).

    u_go    decides between going and staying;  u_news: is the person told the truth first?
    reads   birth, belief, history, household;  terms.rules
    writes  belief, history, and through `prepare` status, target, channel, due, savings
    """
    person = people[row]
    rules = terms.rules[0]
    minor = tick - person.birth < ADULT
    home = int(rules.home)
    links = ties(people, row, home, tick, terms.places)
    if minor:
        away, here = parent_abroad(people, row, home)
        if away == 0 or (here == 1 and u_news > rules.family_rate):
            return
    else:
        person.belief = belief_after_news(person, u_news, rules)
        if rules.reintegration > 0.0 and is_helped(person, row, rules, tick):
            return
        if not has(person.history, PASSPORT) and rules.passport_rate > 0.0:
            u_paper = uniforms(rules.seed, row, tick + 1, Purpose.PASSPORT)[0]
            if u_paper * rules.reconsider_rate < rules.passport_rate:
                person.history = with_flag(person.history, PASSPORT, True)
    if minor:
        place, channel = follow(person, row, links, u_go, terms, tick)
    else:
        place, channel = choose(person, row, links, u_go, terms, tick)
    if place != NO_PLACE:
        prepare(people, row, place, channel, terms, tally, tick)


@compiled
def left_for_fee(people, row, channel, terms, tick):
    """What a person has left for a recruiter once the channel is paid [EUR] (ODD 7.3).

    Purse as in the choice, and for the labour channel what recruiters lend; a smuggler's fee is
    the cost of the channel itself.
    """
    if channel == Channel.SMUGGLED:
        return 0.0
    person = people[row]
    rules = terms.rules[0]
    there = terms.places[person.target]
    links = ties(people, row, int(rules.home), tick, terms.places)
    purse = means(person.savings + 0, links, terms)[1]
    lent = rules.debt * there.wage[0] if channel == Channel.LABOUR else 0.0
    return purse + lent - there.cost[channel]


@compiled
def pick_recruiter(person, row, channel, purse, terms, tick):
    """Whom, if anybody, to pay for help (ODD 7.4): three offers and going alone.

    purse  what is left for a fee, money lent included [EUR]; only those without papers pay more

    Returns the recruiter's index, or -1 for going alone.
    """
    rules = terms.rules[0]
    recruiters = terms.recruiters
    smuggled = channel == Channel.SMUGGLED
    draws = uniforms(rules.seed, row, tick, Purpose.RECRUITER)
    pay = 12.0 * earns(person, terms)
    warned = draws[3] < rules.warned * rules.recruiter_use  # knows who holds a licence
    best = -1
    best_value = -1e30
    if not smuggled:
        if draws[3] > rules.recruiter_use:
            return -1
        best_value = -rules.opacity
    for offer in range(3):
        index = int(draws[offer] * rules.recruiters)
        recruiter = recruiters[index]
        is_smuggler = recruiter.kind == RecruiterKind.SMUGGLER
        if recruiter.active == 0 or is_smuggler != smuggled:
            continue
        if warned and recruiter.kind == RecruiterKind.UNLICENSED:
            continue
        if not smuggled and recruiter.fee > purse:
            continue
        value = rules.recruiter_quality * recruiter.quality - rules.beta_cost * recruiter.fee / pay
        if value > best_value:
            best = index
            best_value = value
    if smuggled and best < 0:
        for index in range(recruiters.size):
            recruiter = recruiters[index]
            if recruiter.kind == RecruiterKind.SMUGGLER and recruiter.active == 1:
                return index
    return best


@compiled
def pay_recruiter(person, index, terms, tally, place):
    """Hire recruiter `index`: pay, and be counted among the clients."""
    person.recruiter = 0
    if index < 0:
        return
    recruiter = terms.recruiters[index]
    fee = int(recruiter.fee + 0.5)
    person.recruiter = index + 1
    person.savings = int(max(-32000, person.savings - fee // MONEY_UNIT))
    tally.market[index, 0] += 1
    tally.market[index, 1] += fee
    flows = tally.flows
    if recruiter.kind == RecruiterKind.SMUGGLER:
        flows[place, Flow.SMUGGLING_FEES] += fee
    else:
        flows[place, Flow.RECRUITER_USERS] += 1
        flows[place, Flow.RECRUITMENT_FEES] += fee
        if recruiter.kind == RecruiterKind.UNLICENSED:
            flows[place, Flow.UNLICENSED_USERS] += 1


@compiled
def prepare(people, row, place, channel, terms, tally, tick):
    """Decide for (place, channel): hire help, pay, file the application, wait (ODD 7.4)."""
    person = people[row]
    rules = terms.rules[0]
    there = terms.places[place]
    flows = tally.flows
    person.status = Status.PREPARING
    person.target = place
    person.channel = channel
    person.recruiter = 0
    wait = 1
    cost = there.cost[channel]
    if channel == Channel.SHORT_STAY or channel == Channel.ASYLUM:
        if needs_visa(row, there, terms):
            flows[place, Flow.VISA_APPLICATIONS] += 1
            wait = 1 + int(there.visa_wait)
    elif channel < Channel.FREE_MOVEMENT:
        flows[place, Flow.PERMIT_APPLICATIONS] += 1
        wait = 1 + int(there.wait[channel])
        if channel == Channel.LABOUR:
            flows[place, Flow.LABOUR_APPLICATIONS] += 1
        elif channel == Channel.SEASONAL:
            flows[place, Flow.SEASONAL_APPLICATIONS] += 1
    if channel == Channel.LABOUR or channel == Channel.SEASONAL or channel == Channel.SMUGGLED:
        purse = left_for_fee(people, row, channel, terms, tick)
        index = pick_recruiter(person, row, channel, purse, terms, tick)
        pay_recruiter(person, index, terms, tally, place)
        if channel == Channel.SMUGGLED:
            cost = 0.0
    if uniforms(rules.seed, row, tick, Purpose.PREPARE)[1] < rules.trained:
        person.history = with_flag(person.history, TRAINED, True)
    person.savings = int(max(-32000.0, person.savings - cost / MONEY_UNIT))
    person.due = tick + wait


@compiled
def decide(people, row, luck, terms, tally, tick):
    """The wait is over (ODD 7.4): be admitted, refused, or set out on an irregular journey.

    luck  this visit's draws; see `life.live_month`
    """
    person = people[row]
    rules = terms.rules[0]
    place = person.target + 0
    there = terms.places[place]
    channel = person.channel + 0
    _, u_admit, u_border, u_over = luck
    if channel == NO_CHANNEL:
        decide_visit(people, row, u_admit, u_border, u_over, terms, tally, tick)
        return
    if channel == Channel.SMUGGLED:
        set_out(people, row, terms, tally, tick)
        return
    flows = tally.flows
    if channel == Channel.FREE_MOVEMENT:
        if not moves_freely(person, there):
            rest_at_home(person)
            return
    elif channel == Channel.SHORT_STAY or channel == Channel.ASYLUM:
        if channel == Channel.SHORT_STAY and u_over < there.forgery:
            refused(people, row, terms, tally, tick)
            return
        if not may_enter(row, place, u_admit, u_border, terms, tally):
            if channel == Channel.ASYLUM and there.irregular_entry == 1:
                index = pick_recruiter(person, row, Channel.SMUGGLED.value, 0.0, terms, tick)
                pay_recruiter(person, index, terms, tally, place)
                set_out(people, row, terms, tally, tick)
            else:
                refused(people, row, terms, tally, tick)
            return
    else:
        added = 0.0
        chance = there.chance[channel]
        if sector_of(person) == Sector.HEALTH:
            chance *= there.health
        if has(person.history, TRAINED):
            added = rules.trained_chance
        if has(person.history, MAY_COME_BACK) and is_work(channel):
            added += rules.return_ticket_odds
            if channel == Channel.SEASONAL:
                added += rules.season_ticket_odds
        admitted = acceptance(chance, added)
        if u_admit >= admitted:
            channel = instead_of(channel, (u_admit - admitted) / (1.0 - admitted), there)
        if channel == NO_CHANNEL:
            flows[place, Flow.PERMIT_REFUSALS] += 1
            refused(people, row, terms, tally, tick)
            return
        flows[place, Flow.PERMITS_ISSUED] += 1
    arrive(people, row, place, channel, terms, tally, tick)


@compiled
def instead_of(channel, u, there):
    """Channel for a time that takes somebody refused a permit, or NO_CHANNEL (ODD 7.4).

    u  a uniform draw
    """
    if channel == Channel.HIGHLY_SKILLED and u < there.transfer:
        return Channel.TRANSFER.value
    if channel == Channel.STUDY and u < there.youth:
        return Channel.YOUTH.value
    return NO_CHANNEL


@compiled
def may_enter(row, place, u_admit, u_border, terms, tally):
    """Is a short stay granted: without a visa at the border, or with one by the consulate?"""
    there = terms.places[place]
    flows = tally.flows
    if needs_visa(row, there, terms):
        flows[place, Flow.VISA_DECISIONS] += 1
        if u_admit >= there.visa_chance:
            flows[place, Flow.VISA_REFUSALS] += 1
            return False
        return True
    if u_border < there.turned_back:
        flows[place, Flow.REFUSED_ENTRY] += 1
        return False
    return True


@compiled
def arrive(people, row, place, channel, terms, tally, tick):
    """Enter legally and take up the status that goes with the channel."""
    there = terms.places[place]
    if channel == Channel.SHORT_STAY:
        stay_on(people, row, place, terms, tally, tick)
        return
    due = permit_end(there, channel, tick)
    flows = tally.flows
    if channel == Channel.ASYLUM:
        flows[place, Flow.ASYLUM_APPLICATIONS] += 1
        due = tick + max(1, int(there.asylum_months))
    status = STATUS_OF[channel]
    person = people[row]
    if person.recruiter > 0 and (channel == Channel.LABOUR or channel == Channel.SEASONAL):
        recruiter = terms.recruiters[person.recruiter - 1]
        u_cheat, u_traffic, _, _ = uniforms(terms.rules[0].seed, row, tick, Purpose.JOURNEY)
        if u_cheat < recruiter.cheat:
            tally.market[person.recruiter - 1, 2] += 1
            flows[place, Flow.EXPLOITED] += 1
            note_rights(person, Harm.EXPLOITED, 1, tick, tally)
        if u_traffic < recruiter.traffics:
            fall_to_traffickers(person, place, tally, tick)
            status = Status.TRAFFICKED.value
            due = NEVER
    home = int(terms.rules[0].home)
    parted = child_at_home(people, row, home, tick)
    flows[place, Flow.SEPARATED] += parted
    note_rights(person, Harm.SEPARATED, parted, tick, tally)
    settle(person, place, channel, status, due, tally, tick)


@compiled
def stay_on(people, row, place, terms, tally, tick):
    """Not leave at the end of a visit (ODD 7.4): only now has a person moved.

    Some get a work permit that they ask for in the country, the others stay without any.
    """
    there = terms.places[place]
    flows = tally.flows
    channel, status, due = Channel.SHORT_STAY.value, Status.OVERSTAYER.value, NEVER
    luck = uniforms(terms.rules[0].seed, row, tick, Purpose.JOURNEY)
    if luck[2] < there.switch:
        channel, status = Channel.LABOUR.value, Status.WORKER.value
        due = permit_end(there, channel, tick)
        flows[place, Flow.PERMIT_APPLICATIONS] += 1
        flows[place, Flow.PERMITS_ISSUED] += 1
    else:
        flows[place, Flow.OVERSTAYS] += 1
    settle(people[row], place, channel, status, due, tally, tick)


@compiled
def refused(people, row, terms, tally, tick):
    """A refusal (ODD 7.4): the fee is gone, belief falls, the choice opens again at once."""
    person = people[row]
    rules = terms.rules[0]
    belief = learned(person.belief / OFFICIAL, rules.belief_refused, rules.belief_learning)
    person.belief = int(max(1.0, math.floor(belief * OFFICIAL + 0.5)))
    rest_at_home(person)
    u_go, u_news, _, _ = uniforms(rules.seed, row, tick, Purpose.REOPEN)
    reconsider(people, row, u_go, u_news, terms, tally, tick)


@compiled
def keeps_home(people, row, u_place, luck, terms, tally, tick):
    """Act on a wish to travel (ODD 7.4), unless the visit becomes an overstay: then say no.

    The wish does not outlive the trouble of the visa, or a visa is asked for; or, with no visa
    needed, the visit is counted here: it ends in the month in which it begins.

    luck  a uniform: is the wish pursued; or is the traveller turned back, and if not, do they stay?
    """
    person = people[row]
    place = pick(u_place, terms.visits, terms.visits_guide)
    there = terms.places[place]
    if needs_visa(row, there, terms):
        if luck < there.pursued:
            count_plan(person, -1, tally)
            ask_for_visa(person, place, there, tally, tick)
            count_plan(person, 1, tally)
        return True
    if luck < there.turned_back:
        tally.flows[place, Flow.REFUSED_ENTRY] += 1
        return True
    tally.flows[place, Flow.VISITS] += 1
    return luck - there.turned_back >= there.overstay * (1.0 - there.turned_back)


@compiled
def ask_for_visa(person, place, there, tally, tick):
    """Apply to visit a place, and wait at home for the answer."""
    tally.flows[place, Flow.VISA_APPLICATIONS] += 1
    person.status = Status.PREPARING
    person.target = place
    person.channel = NO_CHANNEL
    person.due = tick + 1 + int(there.visa_wait)


@compiled
def is_back(people, row, luck, terms, tally, tick):
    """Is a visitor whose visa is granted at home again by the end of the month?

    Then the visit is made; who is refused, or will overstay, is left as they are.

    luck  this visit's draws; see `life.live_month`
    """
    person = people[row]
    there = terms.places[person.target]
    if luck[1] >= there.visa_chance or luck[3] < there.overstay:
        return False
    count_plan(person, -1, tally)
    decide(people, row, luck, terms, tally, tick)
    count_plan(person, 1, tally)
    return True


@compiled
def decide_visit(people, row, u_admit, u_border, u_over, terms, tally, tick):
    """The answer to a visitor: travel, or stay at home. A visit ends in the month it begins."""
    person = people[row]
    place = person.target + 0
    if not may_enter(row, place, u_admit, u_border, terms, tally):
        rest_at_home(person)
        if needs_visa(row, terms.places[place], terms):
            turn_to_smugglers(people, row, place, terms, tally, tick)
        return
    tally.flows[place, Flow.VISITS] += 1
    if u_over < terms.places[place].overstay:
        stay_on(people, row, place, terms, tally, tick)
    else:
        rest_at_home(person)


@compiled
def turn_to_smugglers(people, row, place, terms, tally, tick):
    """Some of those whom a consulate refuses a visit go all the same, irregularly (ODD 7.4).

    The young more than the old, by the age profile of 7.2, and only who can pay.
    """
    person = people[row]
    rules = terms.rules[0]
    there = terms.places[place]
    thinks = terms.ages[AtHome.ANYBODY.value, tick - person.birth - 1].thinks
    thinks /= rules.reconsider_rate
    u = uniforms(rules.seed, row, tick, Purpose.REOPEN)[0]
    if there.irregular_entry == 0 or u >= rules.deflected * thinks:
        return
    links = ties(people, row, int(rules.home), tick, terms.places)
    _, purse = means(person.savings + 0, links, terms)
    smuggled = Channel.SMUGGLED.value
    if is_open(there, smuggled, has(person.history, PASSPORT), purse, rules.debt):
        prepare(people, row, place, smuggled, terms, tally, tick)


@compiled
def come_again(people, row, terms, tally, tick):
    """A seasonal worker asked back by the employer comes for the next season (ODD 7.6).

    On a permit that the employer asks for, who also advances the costs; without a recruiter.
    """
    person = people[row]
    place = person.target + 0
    seasonal = Channel.SEASONAL.value
    person.recruiter = 0
    cost = terms.places[place].cost[seasonal]
    person.savings = int(max(-32000.0, person.savings - cost / MONEY_UNIT))
    tally.flows[place, Flow.PERMIT_APPLICATIONS] += 1
    tally.flows[place, Flow.SEASONAL_APPLICATIONS] += 1
    tally.flows[place, Flow.PERMITS_ISSUED] += 1
    arrive(people, row, place, seasonal, terms, tally, tick)
