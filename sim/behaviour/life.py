"""One visit (ODD 3.4): what an awake person does in a month, and when they wake next."""

import math

from sim.behaviour.choice import surely_stays
from sim.behaviour.counting import count
from sim.behaviour.departure import (
    belief_after_news,
    come_again,
    decide,
    is_back,
    keeps_home,
    reconsider,
    stay_on,
)
from sim.behaviour.household import (
    NO_TIES,
    household_rows,
    is_sent_money,
    parent_abroad,
    ties,
)
from sim.behaviour.journey import attempt, live_stranded
from sim.behaviour.moves import die
from sim.behaviour.protection import displace, displaced_bound, live_displaced
from sim.behaviour.stay import due_abroad, is_left_alone, live_abroad, stay_bound
from sim.behaviour.terms import AtHome
from sim.behaviour.work import find_work, last_seen, save_up, step_of
from sim.equations.clock import months_until, months_until_by_age, placed
from sim.equations.compiled import compiled
from sim.equations.demography import ADULT
from sim.equations.draws import Purpose, pick, uniform, uniforms
from sim.equations.traits import KIN_ABROAD, STATELESS, has, with_flag, with_sector, with_skill
from sim.equations.visa import acceptance
from sim.vocabulary import NEVER, NO_CHANNEL, NO_PLACE, Flow, Sector, Skill, Status

RETIRES = 65 * 12


@compiled
def luck_of(row, terms, tick):
    """Draws of a visit: the next alarm; what rang; two for what comes of it (ODD 3.4)."""
    return uniforms(terms.rules[0].seed, row, tick, Purpose.CLOCK)


@compiled
def live_month(people, wake, row, luck, terms, tally, tick):
    """Live one month: birth, death, a date that falls due, or what the clock rang for (ODD 3.4).

    For those who do not stay as they are. The person is taken out of the books, savings are brought
    up to date, what happens happens, work and remittances abroad are drawn anew if place, status or
    stage of life has changed, and the person is put back: once each, whatever happened.

    luck    `luck_of` the person and month
    reads   the person and their household, terms
    writes  the person, wake[row], tally
    """
    person = people[row]
    u_wake, u, v, _ = luck
    home = terms.rules[0].home
    count(person, -1, tally)
    since = last_seen(person, tick)
    save_up(person, terms, tick)
    place, status = person.place + 0, person.status + 0
    was_away = place != home
    age = tick - person.birth
    if status == Status.UNBORN:
        be_born(people, row, terms, tally)
    elif tick >= person.dies:
        die(person, tally)
    elif person.due == tick or age in (ADULT, RETIRES):
        if age == ADULT:
            leave_school(people, row, terms, tally, tick)
        elif age == RETIRES:
            person.traits = with_sector(person.traits, Sector.NONE.value)
        if person.due == tick:
            fall_due(people, row, luck, terms, tally, tick)
    elif status == Status.STRANDED:
        live_stranded(people, row, u, terms, tally, tick)
    elif was_away:
        live_abroad(people, row, since, luck, terms, tally, tick)
    elif status == Status.DISPLACED:
        live_displaced(people, row, u, v, terms, tally, tick)
    else:
        live_at_home(people, row, luck, terms, tally, tick)
    if was_away or person.place != home:
        moved = person.place != place or person.status != status
        if moved or age in (ADULT, RETIRES):
            find_work(people, row, terms, tick)
        if not was_away:
            tell_household(people, wake, row, terms, tick)
    count(person, 1, tally)
    wake[row] = next_wake(person, u_wake, terms, tick)


@compiled
def next_wake(person, u, terms, tick):
    """Next tick at which something may happen to the person, for a uniform `u` (ODD 3.4)."""
    status = person.status
    rules = terms.rules[0]
    if status == Status.HOME or status == Status.RETURNED:
        age = max(0, tick - person.birth)
        whose = at_home(person, age)
        wait = months_until_by_age(u, terms.alarm[whose], terms.alarm_hints[whose], age)
    elif status == Status.DEAD or status == Status.UNBORN:
        return NEVER
    elif status == Status.DISPLACED:
        wait = months_until(u, displaced_bound(terms))
    elif status == Status.STRANDED:
        wait = months_until(u, rules.stranded_bound)
    elif person.place == rules.home or status == Status.IN_TRANSIT:
        wait = int(NEVER)
    else:
        wait = months_until(u, stay_bound(person, terms, step_of(tick)))
    soonest = min(person.due + 0, person.dies + 0)
    if person.birth + ADULT > tick:
        soonest = min(soonest, person.birth + ADULT)
    elif person.birth + RETIRES > tick:
        soonest = min(soonest, person.birth + RETIRES)
    return max(tick + 1, min(soonest, tick + wait, NEVER))


@compiled
def at_home(person, age):
    """Which of the clocks at home is a person's? (`terms.AtHome`)."""
    alone = not has(person.history, KIN_ABROAD) and not has(person.traits, STATELESS)
    alone &= age < ADULT
    return AtHome.MINOR_WITHOUT_KIN.value if alone else AtHome.ANYBODY.value


@compiled
def tell_household(people, wake, row, terms, tick):
    """Mark everybody in the household of one who has left: they may have kin abroad from now on.

    Minors may think of following, so the clock of those at home is set again, which changes nothing
    but that: it has no memory. One who is awake and has not lived the month yet sets it then.
    """
    first, end = household_rows(people, row)
    for other in range(first, end):
        member = people[other]
        if has(member.history, KIN_ABROAD):
            continue
        member.history = with_flag(member.history, KIN_ABROAD, True)
        age = tick - member.birth
        home = member.status == Status.HOME or member.status == Status.RETURNED
        if home and age < ADULT and wake[other] > tick:
            u = uniform(terms.rules[0].seed, other, tick, Purpose.AWAKEN)
            wake[other] = next_wake(member, u, terms, tick)


@compiled
def be_born(people, row, terms, tally):
    """A child is born if the mother, the household's first woman of that age, is here and alive.

    The mother's position in the household is kept in `target` until then.
    """
    person = people[row]
    mother = people[household_rows(people, row)[0] + person.target]
    person.target = NO_PLACE
    home = terms.rules[0].home
    if mother.status == Status.UNBORN or mother.status == Status.DEAD or mother.place != home:
        return
    person.status = Status.HOME
    tally.flows[person.place, Flow.BIRTHS] += 1


@compiled
def fall_due(people, row, luck, terms, tally, tick):
    """A known date has come."""
    person = people[row]
    person.due = NEVER
    status = person.status
    if status == Status.PREPARING:
        decide(people, row, luck, terms, tally, tick)
    elif status == Status.IN_TRANSIT:
        attempt(people, row, terms, tally, tick)
    elif status == Status.RETURNED and person.target != NO_PLACE:
        come_again(people, row, terms, tally, tick)
    elif person.place != terms.rules[0].home:
        due_abroad(people, row, luck[1], luck[2], terms, tally, tick)


@compiled
def household_odds(people, row, rules):
    """What the household does to the log-odds of staying in school [1]: money, and absence."""
    if not has(people[row].history, KIN_ABROAD):
        return 0.0
    home = int(rules.home)
    away, _ = parent_abroad(people, row, home)
    return rules.school_remittance * is_sent_money(people, row, home) - rules.school_absence * away


@compiled
def schooled(u, odds, rules):
    """Education of a school leaver for a uniform `u`, with `odds` [log-odds] of the household."""
    tertiary, low = rules.tertiary + 0.0, rules.school_low + 0.0
    if odds != 0.0:
        tertiary, low = acceptance(tertiary, odds), acceptance(low, -odds)
    if u < tertiary:
        return Skill.HIGH.value
    return Skill.LOW.value if u > 1.0 - low else Skill.MIDDLE.value


@compiled
def leave_school(people, row, terms, tally, tick):
    """At 18 (ODD 7.9): how far school went, and enter the labour force.

    writes  traits;  tally.flows
    """
    person = people[row]
    rules = terms.rules[0]
    u_school, u_sector, _, _ = uniforms(rules.seed, row, tick, Purpose.SCHOOL)
    skill = schooled(u_school, household_odds(people, row, rules), rules)
    flows = tally.flows
    if person.place == rules.home:
        flows[person.place, Flow.SCHOOL_LEAVERS] += 1
        flows[person.place, Flow.LOW_SCHOOLED] += skill == Skill.LOW
    flows[person.place, Flow.GRADUATIONS] += skill == Skill.HIGH
    sector = Sector.OTHER.value
    if skill == Skill.HIGH and u_sector < rules.health_share:
        sector = Sector.HEALTH.value
    elif skill == Skill.LOW and u_sector < rules.school_seasonal:
        sector = Sector.SEASONAL.value
    person.traits = with_sector(with_skill(person.traits, skill), sector)


@compiled
def what_rang(person, u, terms, tick):
    """Place of `u` among displacement, thinking again and wishing to travel; infinite: nothing.

    All that may happen at home without a date, laid end to end from 0 [year-1] (ODD 7.2).
    """
    months = tick - person.birth
    age = terms.ages[at_home(person, months), months - 1]  # the month in which the clock rang
    return placed(u * age.rings, age.happens, age.hazard)


@compiled
def stays_as_is(people, wake, row, luck, terms, tally, tick):
    """Does nothing change that others look at, for one whose clock rang? Then set it again.

    So it is when nothing rang (thinning), with a wish to travel, a visa asked for and a visit made
    that ends at home, or when a person thinks again and stays: bounds on the chance of leaving
    home, or of going back to it, settle most cases. Asked of everybody awake before anybody acts,
    so that all see households as they were last month.

    writes  wake[row], tally.flows (visits), tally.stock and .gauges (visas asked for);  of the
            person, what others do not look at: belief, savings and seen, KIN_ABROAD, and of
            visitors status, target, channel and due
    """
    person = people[row]
    age = tick - person.birth
    if age in (ADULT, RETIRES) or tick >= person.dies:
        return False
    status = person.status
    if person.due == tick:
        visits = status == Status.PREPARING and person.channel == NO_CHANNEL
        if not visits or not is_back(people, row, luck, terms, tally, tick):
            return False
    elif status == Status.HOME or status == Status.RETURNED:
        if not stays_at_home(people, row, luck, terms, tally, tick):
            return False
    elif status == Status.UNBORN or person.place == terms.rules[0].home:
        return False
    elif is_left_alone(person, luck[1], terms, tick):
        save_up(person, terms, tick)
    else:
        return False
    wake[row] = next_wake(person, luck[0], terms, tick)
    return True


@compiled
def stays_at_home(people, row, luck, terms, tally, tick):
    """Is it settled at a glance that a visit at home changes nothing? (see `stays_as_is`)."""
    person = people[row]
    age = tick - person.birth
    level = what_rang(person, luck[1], terms, tick)
    rules = terms.rules[0]
    if level < rules.displacement:
        return False
    if level == math.inf:
        return True
    if has(person.traits, STATELESS):
        return level >= rules.displacement + rules.naturalised
    if level >= rules.displacement + terms.ages[AtHome.ANYBODY.value, age - 1].thinks:
        return keeps_home(people, row, luck[2], luck[3], terms, tally, tick)
    home = int(rules.home)
    if age < ADULT:
        away, here = parent_abroad(people, row, home)
        return away == 0 or (here == 1 and luck[3] > rules.family_rate)
    if rules.passport_rate > 0.0:
        return False
    links = NO_TIES
    if has(person.history, KIN_ABROAD):
        links = ties(people, row, home, tick, terms.places)
        if links[0] == NO_PLACE:
            person.history = with_flag(person.history, KIN_ABROAD, False)
    belief = belief_after_news(person, luck[3], rules)
    if not surely_stays(person, belief, links, luck[2], terms, tick):
        return False
    person.belief = belief
    return True


@compiled
def live_at_home(people, row, luck, terms, tally, tick):
    """The clock rang at home: flight, thinking again, or a wish to travel (ODD 7.2).

    The stateless can do neither of the last two; a nationality may come in their place.
    """
    person = people[row]
    rules = terms.rules[0]
    level = what_rang(person, luck[1], terms, tick)
    thinks = terms.ages[AtHome.ANYBODY.value, tick - person.birth - 1].thinks
    if level < rules.displacement:
        displace(people, row, terms, tally, tick)
    elif has(person.traits, STATELESS):
        if level < rules.displacement + rules.naturalised:
            person.traits = with_flag(person.traits, STATELESS, False)
    elif level < rules.displacement + thinks:
        reconsider(people, row, luck[2], luck[3], terms, tally, tick)
    elif level < math.inf:
        stay_on(people, row, pick(luck[2], terms.visits, terms.visits_guide), terms, tally, tick)
