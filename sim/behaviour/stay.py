"""A month abroad (ODD 7.6, 7.8): permits end, irregular stay is found out, people go back."""

import math

from sim.behaviour.counting import is_irregular, note_rights
from sim.behaviour.household import family_here
from sim.behaviour.moves import change_status, go_home, is_safe, is_temporary
from sim.behaviour.protection import decide_asylum, live_refugee, refugee_bound
from sim.behaviour.terms import MONTHS_THERE
from sim.behaviour.work import find_work, last_seen
from sim.equations.clock import hazard_probability, thinned
from sim.equations.compiled import compiled
from sim.equations.demography import ADULT
from sim.equations.draws import Purpose, uniforms
from sim.equations.traits import (
    IN_WORK,
    MAY_COME_BACK,
    WAS_TRAFFICKED,
    has,
    sector_of,
    skill_of,
    with_flag,
    with_sector,
    with_skill,
)
from sim.population.schema import MONEY_UNIT
from sim.vocabulary import NEVER, Channel, Flow, Harm, Sector, Skill, Status


@compiled
def stay_so_far(person, terms, tick):
    """What the months since arrival say of going home and of other work: a row of `terms.STAY`."""
    return terms.stays[max(0, min(tick - person.arrived, MONTHS_THERE - 1))]


@compiled
def reviews(person, so_far):
    """Hazard that a migrant's work is drawn anew [year-1] (ODD 7.6)."""
    return 0.0 if sector_of(person) == Sector.NONE else so_far.review + 0.0


@compiled
def stay_bound(person, terms, tick):
    """Most that the hazards of a migrant may add up to from `tick` on [year-1] (ODD 3.4).

    It depends on the person and on constants of the world, never on a policy.
    """
    rules = terms.rules[0]
    status = person.status
    if status == Status.REFUGEE_IN_REGION:
        return refugee_bound(terms)
    if status == Status.TRAFFICKED:
        return rules.rescue_bound
    if status == Status.DETAINED or status == Status.ASYLUM_SEEKER:
        return 0.0
    so_far = stay_so_far(person, terms, tick)
    bound = so_far.going * rules.return_bound + rules.exploit_bound + reviews(person, so_far)
    bound += terms.places[person.place].flight_bound
    if is_irregular(status):
        bound += rules.stay_bound
    return bound


@compiled
def most_going(person, there, so_far, rules):
    """Most that the hazard of going home can be for all that a person's record says [year-1].

    Of the ω terms (ODD 7.8), savings and family can only make it less.
    """
    going = so_far.going * there.going * rules.return_target
    if so_far.entitled > 0.0:
        going *= there.pension
    return going if has(person.traits, IN_WORK) else going * rules.return_jobless


@compiled
def exploitation(person, there):
    """Hazard of exploitation [year-1] (ODD 7.6)."""
    if is_irregular(person.status):
        return there.exploit_irregular
    return there.exploit_season if person.status == Status.SEASONAL else there.exploit


@compiled
def detected(status, there):
    """Hazard that irregular stay is found out [year-1]; an entry-exit system sees overstay."""
    return there.detection_overstay if status == Status.OVERSTAYER else there.detection


@compiled
def besides_going(person, there, so_far):
    """Sum of the hazards of a migrant other than that of going home [year-1] (ODD 7.6)."""
    hazard = exploitation(person, there) + reviews(person, so_far)
    if is_irregular(person.status):
        hazard += detected(person.status, there) + there.regularise + there.asylum_bid
    return hazard


@compiled
def is_left_alone(person, u, terms, tick):
    """Is it settled at a glance that nothing happens to a migrant whose clock rang?

    Asks of the person's own record alone, and holds the draw against hazard/12, which a month's
    chance of an event never exceeds.
    """
    status = person.status
    if status == Status.REFUGEE_IN_REGION or status == Status.TRAFFICKED:
        return False
    if status == Status.STRANDED:
        return False
    there = terms.places[person.place]
    so_far = stay_so_far(person, terms, tick)
    most = most_going(person, there, so_far, terms.rules[0]) + besides_going(person, there, so_far)
    most += there.flight
    return u * hazard_probability(stay_bound(person, terms, last_seen(person, tick))) >= most / 12.0


@compiled
def live_abroad(people, row, since, luck, terms, tally, tick):
    """Something may happen to a migrant whose clock rang (ODD 7.6, 7.8).

    since  `last_seen`: the clock was set under the bound of that tick
    luck   this visit's draws; see `life.live_month`
    """
    person = people[row]
    rules = terms.rules[0]
    status = person.status
    _, u, u_fate, u_more = luck
    if status == Status.REFUGEE_IN_REGION:
        live_refugee(people, row, u, u_fate, terms, tally, tick)
        return
    if status == Status.TRAFFICKED:
        if thinned(u, rules.rescue_bound, rules.rescue) < rules.rescue:
            be_freed(person, u_fate, rules, tally)
        return
    there = terms.places[person.place]
    so_far = stay_so_far(person, terms, tick)
    bound = stay_bound(person, terms, since)
    going = most_going(person, there, so_far, rules)
    if person.savings < rules.return_target_months * there.wage[0] / MONEY_UNIT:
        going /= rules.return_target
    if family_here(people, row) == 1:
        going *= rules.return_family
    if not is_safe(status):
        going += there.flight
    total = going + besides_going(person, there, so_far)
    if total > bound * 1.000001:
        tally.flows[person.place, Flow.BOUND_BREACHES] += 1
    level = thinned(u, bound, total)
    if level < total:
        befall(people, row, level, going, u_fate, u_more, terms, tally, tick)


@compiled
def befall(people, row, level, going, u_fate, u_more, terms, tally, tick):
    """What happens to a migrant: that in which `level` falls among all hazards laid end to end.

    level, going  [year-1]: going home comes first, then what `besides_going` adds up, in order
    """
    person = people[row]
    status = person.status
    there = terms.places[person.place]
    if level < going:
        channel = Channel.RETURN_VOLUNTARY.value
        if has(person.history, MAY_COME_BACK) and not is_safe(status):
            channel = Channel.RETURN_CIRCULAR.value
        go_home(person, row, channel, terms, tally, tick)
        return
    level -= going
    exploited = exploitation(person, there)
    if level < exploited:
        tally.flows[person.place, Flow.EXPLOITED] += 1
        note_rights(person, Harm.EXPLOITED, 1, tick, tally)
        return
    level -= exploited
    reviewed = reviews(person, stay_so_far(person, terms, tick))
    if level < reviewed:
        find_work(people, row, terms, tick)
        return
    level -= reviewed
    if is_irregular(status):
        seen = detected(status, there)
        if level < seen:
            found(people, row, u_fate, u_more, terms, tally, tick)
            return
        level -= seen
        if level < there.regularise:
            tally.flows[person.place, Flow.REGULARISED] += 1
            tally.flows[person.place, Flow.PERMITS_ISSUED] += 1
            change_status(person, Status.REGULARISED.value, NEVER)
            return
        level -= there.regularise
        if level < there.asylum_bid and status != Status.REFUSED:
            tally.flows[person.place, Flow.ASYLUM_APPLICATIONS] += 1
            due = tick + max(1, int(there.asylum_months))
            change_status(person, Status.ASYLUM_SEEKER.value, due)


@compiled
def be_freed(person, u, rules, tally):
    """Get out of a trafficker's hands, into protection or into irregular stay."""
    person.history = with_flag(person.history, WAS_TRAFFICKED, True)
    tally.flows[person.place, Flow.FREED] += 1
    freed = Status.PROTECTED.value if u < rules.freed_protected else Status.IRREGULAR_ENTRANT.value
    change_status(person, freed, NEVER)


@compiled
def found(people, row, u_order, u_detain, terms, tally, tick):
    """Irregular stay is found out: perhaps an order to leave, a period for it, or detention."""
    person = people[row]
    rules = terms.rules[0]
    there = terms.places[person.place]
    flows = tally.flows
    flows[person.place, Flow.FOUND] += 1
    ordered = there.ordered
    if tick - person.birth < ADULT:
        ordered *= 1.0 - rules.minors_kept
    if u_order >= ordered:
        return
    flows[person.place, Flow.ORDERS] += 1
    u_period, u_length, _, _ = uniforms(rules.seed, row, tick, Purpose.STAY)
    period = u_period < there.period
    if not period and u_detain < there.detained and there.detention_limit >= 1.0:
        flows[person.place, Flow.DETAINED] += 1
        note_rights(person, Harm.DETAINED, 1, tick, tally)
        length = detention(u_length, rules.detention_months, there.detention_limit)
        flows[person.place, Flow.DETENTION_BEYOND] += max(0, length - int(rules.detention_long))
        change_status(person, Status.DETAINED.value, tick + length)
        return
    removal(people, row, period, terms, tally, tick)


@compiled
def detention(u, mean, limit):
    """Length of a detention, exponential of this mean up to the limit [month]."""
    return max(1, int(min(limit, 0.5 - math.log(u) * mean)))


@compiled
def removal(people, row, period, terms, tally, tick):
    """An order to leave is carried out, or is not (ODD 7.8). The protected never come here.

    period  was time granted to leave by oneself?
    """
    person = people[row]
    there = terms.places[person.place]
    u, u_help, u_partner, _ = uniforms(terms.rules[0].seed, row, tick, Purpose.RETURN)
    if u >= there.returned:
        if person.status == Status.DETAINED:
            change_status(person, Status.IRREGULAR_ENTRANT.value, NEVER)
        return
    channel = Channel.RETURN_FORCED.value
    if u_help < there.assisted:
        channel = Channel.RETURN_ASSISTED.value
        tally.flows[person.place, Flow.ASSISTED_COST] += 1
    elif period:
        channel = Channel.RETURN_VOLUNTARY.value
        tally.flows[person.place, Flow.DEPARTED] += 1
    elif u_partner < there.readmitted:
        channel = Channel.RETURN_READMITTED.value
    if channel == Channel.RETURN_FORCED or channel == Channel.RETURN_READMITTED:
        parted = family_here(people, row)
        tally.flows[person.place, Flow.SEPARATED] += parted
        note_rights(person, Harm.SEPARATED, parted, tick, tally)
    go_home(person, row, channel, terms, tally, tick)


@compiled
def due_abroad(people, row, u, u_over, terms, tally, tick):
    """A date has come: decision, end of permit, of season, of detention (ODD 7.6)."""
    person = people[row]
    rules = terms.rules[0]
    status = person.status
    place = person.place + 0
    there = terms.places[place]
    if status == Status.ASYLUM_SEEKER:
        decide_asylum(people, row, u, terms, tally, tick)
    elif status == Status.DETAINED:
        removal(people, row, False, terms, tally, tick)
    elif status == Status.SEASONAL or is_temporary(person.channel):
        if u < there.overstay_season:
            overstay(people, row, terms, tally, tick)
        else:
            go_home(person, row, Channel.RETURN_CIRCULAR.value, terms, tally, tick)
            if status == Status.SEASONAL:
                be_asked_back(person, row, place, terms, tick)
    elif status == Status.STUDENT:
        graduate(person, u_over, rules, tally)
        if u < rules.student_stays + there.student_stays:
            due = tick + int(there.permit[Channel.HIGHLY_SKILLED])
            change_status(person, Status.HIGHLY_SKILLED.value, due)
        else:
            go_home(person, row, Channel.RETURN_VOLUNTARY.value, terms, tally, tick)
    elif status == Status.FREE_MOVER or status == Status.SETTLED:
        change_status(person, Status.SETTLED.value, NEVER)
    else:
        end_of_permit(people, row, u, u_over, terms, tally, tick)


@compiled
def graduate(person, u, rules, tally):
    """Finish studies abroad, or not: education is added to the person (ODD 7.6)."""
    if skill_of(person) != Skill.HIGH and u < rules.graduates:
        person.traits = with_sector(with_skill(person.traits, Skill.HIGH.value), Sector.OTHER.value)
        tally.flows[person.place, Flow.GRADUATIONS] += 1


@compiled
def be_asked_back(person, row, place, terms, tick):
    """Does a seasonal worker come back to the same employer a year after they last came? (ODD 7.6).

    The place waits in `target` until then.
    """
    rules = terms.rules[0]
    if uniforms(rules.seed, row, tick, Purpose.STAY)[2] < rules.season_again:
        person.target = place
        person.due = tick + max(1, 12 - int(terms.places[place].permit[Channel.SEASONAL]))


@compiled
def end_of_permit(people, row, u, u_over, terms, tally, tick):
    """Settle after long stay, renew, leave, or stay on without a permit (ODD 7.6)."""
    person = people[row]
    rules = terms.rules[0]
    there = terms.places[person.place]
    if tick - person.arrived >= there.settle_after:
        change_status(person, Status.SETTLED.value, NEVER)
        return
    renewal = (
        there.renewal if has(person.traits, IN_WORK) else there.renewal * rules.renewal_jobless
    )
    if person.status == Status.FAMILY:
        renewal = there.renewal
    if u < renewal:
        change_status(person, person.status + 0, tick + 12)
    elif u_over < rules.stays_on:
        overstay(people, row, terms, tally, tick)
    else:
        go_home(person, row, Channel.RETURN_VOLUNTARY.value, terms, tally, tick)


@compiled
def overstay(people, row, terms, tally, tick):
    """Stay past the permit."""
    person = people[row]
    tally.flows[person.place, Flow.OVERSTAYS] += 1
    change_status(person, Status.OVERSTAYER.value, NEVER)
