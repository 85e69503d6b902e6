"""The irregular journey (ODD 7.5): route, border, death, trafficking, arrival."""

from sim.behaviour.moves import die, settle
from sim.equations.compiled import compiled
from sim.equations.draws import Purpose, uniforms
from sim.equations.traits import WAS_ABROAD, has
from sim.vocabulary import NEVER, NO_PLACE, Channel, Flow, RouteFlow, Status


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
        die(person, tally)
        return
    if u_stop < way.interception:
        seen[place, route, RouteFlow.INTERCEPTIONS] += 1
        if u_fate < rules.tries_again:  # the fee is for getting there
            person.due = tick + 1
        else:
            turn_back(person, rules.home, tally)
        return
    seen[place, route, RouteFlow.ENTRIES] += 1
    if u_fate < rules.smuggled_trafficked:
        tally.flows[place, Flow.TRAFFICKED] += 1
        settle(person, place, channel, Status.TRAFFICKED.value, NEVER, tally, tick)
    elif channel == Channel.ASYLUM:
        tally.flows[place, Flow.ASYLUM_APPLICATIONS] += 1
        due = tick + max(1, int(terms.places[place].asylum_months))
        settle(person, place, channel, Status.ASYLUM_SEEKER.value, due, tally, tick)
    else:
        settle(person, place, channel, Status.IRREGULAR_ENTRANT.value, NEVER, tally, tick)


@compiled
def turn_back(person, home, tally):
    """Give up and go back to where one lives."""
    if person.place != home:
        person.status = Status.REFUGEE_IN_REGION
    elif has(person.history, WAS_ABROAD):
        person.status = Status.RETURNED
    else:
        person.status = Status.HOME
    person.target = NO_PLACE
    person.due = NEVER
