"""Work abroad and what is sent home (ODD 7.6, 7.7): drawn at arrival and whenever reviewed."""

from sim.behaviour.counting import is_irregular, may_work
from sim.behaviour.household import family_at_home
from sim.equations.compiled import compiled
from sim.equations.draws import Purpose, uniforms
from sim.equations.remittance import amount, sending_probability
from sim.equations.stay import employment, pay_abroad
from sim.equations.traits import (
    IN_WORK,
    MAY_COME_BACK,
    OVERQUALIFIED,
    TRAINED,
    has,
    sector_of,
    skill_of,
    with_flag,
)
from sim.population.schema import MONEY_UNIT, SEEN_STEP
from sim.vocabulary import Sector, Skill, Status


@compiled
def paid_as(person):
    """Education by which a migrant is paid (ODD 7.6): a season is paid as low-skilled work."""
    return Skill.LOW.value if person.status == Status.SEASONAL else skill_of(person)


@compiled
def find_work(people, row, terms, tick):
    """Draw whether a migrant works, at which level, and what they send home (ODD 7.6, 7.7).

    The caller takes the person out of the books before and puts them back after.

    reads   status, place, arrived, traits, history;  terms.rules, terms.places
    writes  traits (in work, overqualified), remits
    """
    person = people[row]
    rules = terms.rules[0]
    person.remits = 0
    traits = with_flag(person.traits, IN_WORK, False)
    traits = with_flag(traits, OVERQUALIFIED, False)
    status = person.status
    if not may_work(status) or sector_of(person) == Sector.NONE:
        person.traits = traits
        return
    there = terms.places[person.place]
    irregular = is_irregular(status)
    skill = skill_of(person)
    months = max(0, tick - person.arrived)
    u_work, u_match, u_sends, u_round = uniforms(rules.seed, row, tick, Purpose.WORK)
    odds = there.work_odds
    if has(person.history, TRAINED):
        odds += rules.trained_odds
    sanctions = 0.0
    if irregular:
        sanctions = there.sanction_odds + rules.work_irregular
        odds += there.informal_odds
    duration = rules.work_duration + there.work_duration
    chance = employment(rules.work_base, duration, months, 0.0, odds, sanctions, 0.0)
    if u_work < chance or status == Status.SEASONAL:
        traits = with_flag(traits, IN_WORK, True)
        mismatched = False
        if skill == Skill.HIGH:
            mismatched = u_match < there.overqualified or irregular
            if status == Status.HIGHLY_SKILLED:
                mismatched = False
            traits = with_flag(traits, OVERQUALIFIED, mismatched)
        full = there.wage[paid_as(person)]
        pay = pay_abroad(full, rules.mismatch_loss, mismatched, rules.irregular_loss, irregular)
        at_home = family_at_home(people, row, int(rules.home))
        will_return = (
            1.0 if has(person.history, MAY_COME_BACK) or status == Status.SEASONAL else 0.0
        )
        sends = sending_probability(
            rules.remit_base, rules.remit_family, at_home, rules.remit_plans, will_return
        )
        if u_sends < sends:
            pay *= terms.rank[person.income] / there.pay_index
            sent = amount(rules.remit_share, pay, rules.remit_decay, months / 12.0)
            person.remits = int(min(255.0, sent / MONEY_UNIT + u_round))  # on average exact
    person.traits = traits


@compiled
def step_of(tick):
    """First tick of the step of `seen` in which `tick` lies."""
    return tick // SEEN_STEP * SEEN_STEP


@compiled
def last_seen(person, tick):
    """First tick of the step in which a person was last brought up to date."""
    step = tick // SEEN_STEP
    return (step - ((step - person.seen) & 255)) * SEEN_STEP


@compiled
def saved(person, terms, tick):
    """Savings brought up to date [MONEY_UNIT]: a share of pay for each month since seen (ODD 7.2).

    In whole steps of `seen`, so that no month is counted twice or left out.

    reads  seen, savings, place, traits, income;  terms.home_pay, terms.places, terms.rules
    """
    rules = terms.rules[0]
    months = step_of(tick) - last_seen(person, tick)
    savings = person.savings + 0
    idle = sector_of(person) == Sector.NONE or person.status == Status.STRANDED
    if months <= 0 or idle:
        return savings
    skill = skill_of(person)
    pay = terms.home_pay[skill]
    rank = terms.home_rank[person.income]
    if person.place != rules.home:
        if not has(person.traits, IN_WORK):
            return savings
        pay = terms.places[person.place].wage[paid_as(person)]
        rank = terms.rank[person.income]
    pay *= rank / MONEY_UNIT
    cap = rules.saving_cap * pay
    if savings < cap:
        savings = int(min(32000.0, min(cap, savings + rules.saving_rate * pay * months)))
    return savings


@compiled
def save_up(person, terms, tick):
    """Bring savings up to date: writes savings and seen."""
    person.savings = saved(person, terms, tick)
    person.seen = tick // SEEN_STEP & 255
