"""One visit (ODD 3.4): what an awake person does in a month, and when they wake next."""

from sim.behaviour.counting import count
from sim.behaviour.departure import decide, reconsider, wish_to_visit
from sim.behaviour.household import household_rows, parent_abroad
from sim.behaviour.journey import attempt
from sim.behaviour.moves import die
from sim.behaviour.protection import displace, displaced_bound, live_displaced
from sim.behaviour.stay import due_abroad, live_abroad, stay_bound
from sim.behaviour.work import find_work, save_up
from sim.equations.clock import months_until, months_until_by_age, thinned
from sim.equations.compiled import compiled
from sim.equations.draws import Purpose, uniforms
from sim.equations.traits import STATELESS, has, with_sector, with_skill
from sim.vocabulary import NEVER, NO_PLACE, Flow, Sector, Skill, Status

ADULT = 18 * 12
RETIRES = 65 * 12


@compiled
def live_month(people, wake, row, terms, tally, tick):
    """Live one month: birth, death, a date that falls due, or what the clock rang for (ODD 3.4).

    The person is taken out of the books, savings are brought up to date, what happens happens, work
    and remittances abroad are drawn anew, and the person is put back: once each, whatever happened.

    reads   the person and their household, terms
    writes  the person, wake[row], tally
    """
    person = people[row]
    home = terms.rules[0].home
    tally.flows[person.place, Flow.AWAKE] += 1
    count(person, -1, tally)
    since = person.seen + 0
    save_up(person, terms, tick)
    was_away = person.place != home
    if person.status == Status.UNBORN:
        be_born(people, row, terms, tally)
    elif tick >= person.dies:
        die(person, tally)
    elif person.due == tick or tick - person.birth in (ADULT, RETIRES):
        if tick - person.birth == ADULT:
            leave_school(people, row, terms, tally, tick)
        elif tick - person.birth == RETIRES:
            person.traits = with_sector(person.traits, Sector.NONE.value)
        if person.due == tick:
            fall_due(people, row, terms, tally, tick)
    elif was_away:
        live_abroad(people, row, since, terms, tally, tick)
    else:
        live_at_home(people, row, terms, tally, tick)
    if was_away or person.place != home:
        find_work(people, row, terms, tick)
    count(person, 1, tally)
    u = uniforms(terms.rules[0].seed, row, tick, Purpose.CLOCK)[0]
    wake[row] = next_wake(person, u, terms, tick)


@compiled
def next_wake(person, u, terms, tick):
    """Next tick at which something may happen to the person, for a uniform `u` (ODD 3.4)."""
    status = person.status
    if status == Status.DEAD or status == Status.UNBORN:
        return NEVER
    rules = terms.rules[0]
    if status == Status.HOME or status == Status.RETURNED:
        wait = months_until_by_age(u, terms.alarm, tick - person.birth)
    elif status == Status.DISPLACED:
        wait = months_until(u, displaced_bound(terms))
    elif person.place == rules.home or status == Status.IN_TRANSIT:
        wait = int(NEVER)
    else:
        wait = months_until(u, stay_bound(person, terms, tick))
    soonest = min(person.due + 0, person.dies + 0)
    if person.birth + ADULT > tick:
        soonest = min(soonest, person.birth + ADULT)
    elif person.birth + RETIRES > tick:
        soonest = min(soonest, person.birth + RETIRES)
    return max(tick + 1, min(soonest, tick + wait, NEVER))


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
def fall_due(people, row, terms, tally, tick):
    """A known date has come."""
    person = people[row]
    person.due = NEVER
    status = person.status
    if status == Status.PREPARING:
        decide(people, row, terms, tally, tick)
    elif status == Status.IN_TRANSIT:
        attempt(people, row, terms, tally, tick)
    elif person.place != terms.rules[0].home:
        due_abroad(people, row, terms, tally, tick)


@compiled
def leave_school(people, row, terms, tally, tick):
    """At 18 (ODD 7.9): go on to tertiary education or not, and enter the labour force."""
    person = people[row]
    rules = terms.rules[0]
    u_school, u_sector, _, _ = uniforms(rules.seed, row, tick, Purpose.SCHOOL)
    away, _ = parent_abroad(people, row, int(rules.home))
    chance = rules.tertiary
    if away == 1:
        chance -= rules.school_absence
    skill = Skill.MIDDLE.value
    if u_school < chance:
        skill = Skill.HIGH.value
    elif u_school > 1.0 - rules.school_low:
        skill = Skill.LOW.value
    sector = Sector.OTHER.value
    if skill == Skill.HIGH and u_sector < rules.health_share:
        sector = Sector.HEALTH.value
    elif skill == Skill.LOW and u_sector < rules.school_seasonal:
        sector = Sector.SEASONAL.value
    person.traits = with_sector(with_skill(person.traits, skill), sector)


@compiled
def live_at_home(people, row, terms, tally, tick):
    """The clock rang at home: flight, thinking again, or a wish to travel (ODD 7.2)."""
    person = people[row]
    rules = terms.rules[0]
    status = person.status
    u, u_more, u_go, u_news = uniforms(rules.seed, row, tick, Purpose.RECONSIDER)
    if status == Status.DISPLACED:
        live_displaced(people, row, u, u_more, terms, tally, tick)
        return
    age = tick - person.birth - 1  # the month of age in which the clock rang
    bound = (terms.alarm[age + 1] - terms.alarm[age]) * 12.0
    thinks = terms.schedule[age]
    wishes = rules.visit_wish if age >= ADULT else 0.0
    if thinks + wishes + rules.displacement > bound * 1.000001:
        tally.flows[person.place, Flow.BOUND_BREACHES] += 1
    level = thinned(u, bound, thinks + wishes + rules.displacement)
    if level < rules.displacement:
        displace(people, row, terms, tally, tick)
    elif has(person.traits, STATELESS):
        return
    elif level < rules.displacement + thinks:
        reconsider(people, row, u_go, u_news, terms, tally, tick)
    elif level < rules.displacement + thinks + wishes:
        wish_to_visit(people, row, terms, tally, tick)
