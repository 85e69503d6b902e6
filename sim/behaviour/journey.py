"""The irregular journey (ODD 7.5): route, border, death, stranding, trafficking, arrival."""

from sim.behaviour.counting import note_rights
from sim.behaviour.household import child_at_home, family_here
from sim.behaviour.moves import die, fall_to_traffickers, rest_at_home, settle
from sim.equations.clock import thinned
from sim.equations.compiled import compiled
from sim.equations.demography import ADULT
from sim.equations.draws import Purpose, uniforms
from sim.vocabulary import NEVER, Channel, Flow, Harm, RouteFlow, Status


@compiled
def set_out(people, row, terms, tally, tick):
    """Leave with a smuggler; arrival, or not, is decided at the journey's end."""
    person = people[row]
    person.status = Status.IN_TRANSIT
    person.due = tick + max(1, int(terms.rules[0].transit_months))


@compiled
def route_taken(u, terms):
    """The route of a journey, by the shares of the origin's routes."""
    route = 0
    while route < terms.routes.size - 1 and u >= terms.routes[route].share:
        route += 1
    return route


@compiled
def attempt(people, row, terms, tally, tick):
    """One attempt to cross (ODD 7.5): dead, intercepted, trafficked, or arrived.

    writes  place, status, due;  tally.routes, tally.flows
    """
    person = people[row]
    rules = terms.rules[0]
    u_route, u_death, u_stop, u_fate = uniforms(rules.seed, row, tick, Purpose.JOURNEY)
    place = person.target + 0
    channel = person.channel + 0
    route = route_taken(u_route, terms)
    way = terms.routes[route]
    seen = tally.routes
    seen[place, route, RouteFlow.ATTEMPTS] += 1
    if u_death < way.death:
        seen[place, route, RouteFlow.DEATHS] += 1
        note_rights(person, Harm.DEATHS_IN_TRANSIT, 1, tick, tally)
        die(person, tally)
        return
    if u_stop < way.interception:
        seen[place, route, RouteFlow.INTERCEPTIONS] += 1
        if u_stop < way.interception * way.pulled_back:
            seen[place, route, RouteFlow.PULL_BACKS] += 1
        stopped(person, u_fate, rules, tally, tick)
        return
    seen[place, route, RouteFlow.ENTRIES] += 1
    enter(people, row, place, channel, u_fate, terms, tally, tick)


@compiled
def stopped(person, u, rules, tally, tick):
    """Intercepted: try again, be stranded without money, or go back (ODD 7.5)."""
    if u < rules.tries_again:
        person.due = tick + 1
        return
    given_up = (u - rules.tries_again) / (1.0 - rules.tries_again)
    if person.savings <= 0 and given_up < rules.stranded:
        person.status = Status.STRANDED
        person.due = NEVER
        return
    turn_back(person, rules.home, tally)


@compiled
def enter(people, row, place, channel, u, terms, tally, tick):
    """Get through: into a trafficker's hands, to ask for asylum, or to stay without papers."""
    person = people[row]
    rules = terms.rules[0]
    minor = tick - person.birth < ADULT
    trafficked = rules.minors_trafficked if minor else rules.smuggled_trafficked
    parted = child_at_home(people, row, int(rules.home), tick)
    tally.flows[place, Flow.SEPARATED] += parted
    note_rights(person, Harm.SEPARATED, parted, tick, tally)
    if u < trafficked:
        fall_to_traffickers(person, place, tally, tick)
        settle(person, place, channel, Status.TRAFFICKED.value, NEVER, tally, tick)
    elif channel == Channel.ASYLUM:
        tally.flows[place, Flow.ASYLUM_APPLICATIONS] += 1
        due = tick + max(1, int(terms.places[place].asylum_months))
        settle(person, place, channel, Status.ASYLUM_SEEKER.value, due, tally, tick)
    else:
        settle(person, place, channel, Status.IRREGULAR_ENTRANT.value, NEVER, tally, tick)
    if minor and family_here(people, row) == 0:
        tally.flows[place, Flow.UNACCOMPANIED] += 1


@compiled
def live_stranded(people, row, u, terms, tally, tick):
    """Stranded in transit (ODD 7.5): go back, try again, be exploited, or be helped back.

    reads   status, place, target, channel;  terms.rules
    writes  status, target, due;  tally.flows
    """
    person = people[row]
    rules = terms.rules[0]
    hazards = rules.stranded_return + rules.stranded_again + rules.stranded_abuse + rules.referral
    if hazards > rules.stranded_bound * 1.000001:
        tally.flows[person.place, Flow.BOUND_BREACHES] += 1
    level = thinned(u, rules.stranded_bound, hazards)
    if level < rules.stranded_return:
        turn_back(person, rules.home, tally)
        return
    level -= rules.stranded_return
    if level < rules.stranded_again:
        person.status = Status.IN_TRANSIT
        person.due = tick + 1
        return
    level -= rules.stranded_again
    if level < rules.stranded_abuse:
        tally.flows[person.place, Flow.EXPLOITED] += 1
        note_rights(person, Harm.EXPLOITED, 1, tick, tally)
    elif level < rules.stranded_abuse + rules.referral:
        tally.flows[person.place, Flow.REFERRED] += 1
        turn_back(person, rules.home, tally)


@compiled
def turn_back(person, home, tally):
    """Give up and go back to where one lives."""
    rest_at_home(person)
    if person.place != home:
        person.status = Status.REFUGEE_IN_REGION
