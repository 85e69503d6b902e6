"""3.1 The calendar: policies in force become terms, and terms become what persons read."""

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.behaviour.terms import OFFICIAL
from sim.equations.choice import place_utility
from sim.equations.clock import hints_of
from sim.equations.demography import rogers_castro
from sim.equations.journey import death_risk, interception
from sim.equations.origin import pay_of_stayers
from sim.equations.visa import logistic, logit
from sim.kernels.tables import fill_going, fill_weights
from sim.kernels.threads import share_out
from sim.levers.calendar import settings_at
from sim.levers.registry import apply, standard_registry
from sim.levers.terms import neutral_terms
from sim.model.corridors import permit_months
from sim.vocabulary import CHOSEN_CHANNELS, Channel, Route, Skill, label

if TYPE_CHECKING:
    from sim.model.migration_model import MigrationModel
    from sim.model.origin_side import OriginSide

MOST_RESETTLED = 0.5
"""Bound on the hazard of being resettled from the region [year-1]."""
SEA = (Route.CENTRAL_MEDITERRANEAN, Route.WESTERN_MEDITERRANEAN, Route.EASTERN_MEDITERRANEAN)

FROM_PARAMETERS = {
    "nest_channel": "choice.nest_channel",
    "nest_destination": "choice.nest_destination",
    "ties": "choice.ties",
    "beta_cost": "choice.cost",
    "displacement_abroad": "protection.abroad",
    "visit_wish": "visit.wish",
    "saving_rate": "departure.saving_rate",
    "saving_cap": "departure.saving_cap",
    "credit": "departure.credit",
    "debt": "departure.debt",
    "belief_learning": "belief.learning",
    "belief_refused": "belief.refused",
    "news_signal": "belief.news",
    "trained_odds": "stay.work_training",
    "recruiter_quality": "recruiter.quality_weight",
    "recruiter_use": "recruiter.use",
    "passport_rate": "departure.passport_rate",
    "reconsider_rate": "departure.reconsider",
    "tries_again": "journey.repeat",
    "transit_months": "journey.months",
    "smuggled_trafficked": "journey.trafficked",
    "work_base": "stay.work_base",
    "work_duration": "stay.work_duration",
    "work_irregular": "stay.work_irregular",
    "mismatch_loss": "stay.mismatch_loss",
    "irregular_loss": "stay.irregular_loss",
    "return_base": "return.base",
    "return_decay": "return.decay",
    "return_target": "return.target",
    "return_target_months": "return.target_months",
    "return_jobless": "return.jobless",
    "return_family": "return.family",
    "settle_after": "permit.settle_after",
    "remit_base": "remit.base",
    "remit_family": "remit.family",
    "remit_plans": "remit.plans",
    "remit_share": "remit.share",
    "remit_decay": "remit.decay",
    "detained": "stay.detained",
    "detention_months": "stay.detention_months",
    "rescue": "stay.rescue",
    "firm": "return.firm",
    "invests": "return.invests",
    "income_gain": "return.gain",
    "scar": "return.scar",
    "school_absence": "origin.school_absence",
    "health_share": "origin.health_share",
    "refuge_return": "protection.refuge_return",
    "refuge_onward": "protection.refuge_onward",
    "refuge_integrate": "protection.refuge_integrate",
    "displaced_return": "protection.displaced_return",
    "displaced_cross": "protection.displaced_cross",
    "family_rate": "departure.family_rate",
    "student_stays": "stay.student_stays",
    "sponsor_after": "departure.sponsor_after",
    "renewal_jobless": "stay.renewal_jobless",
    "stays_on": "stay.stays_on",
    "freed_protected": "stay.freed_protected",
    "school_low": "origin.school_low",
    "school_seasonal": "origin.school_seasonal",
}
"""Rules that are parameters as they stand."""


def open_month(model: "MigrationModel") -> None:
    """Settings in force become terms; dated parameters and the world's membership are read."""
    settings = settings_at(model.policy, standard_registry(), model.month)
    terms = apply(standard_registry(), settings, neutral_terms(), model.parameters, model.month)
    model.read_parameters()
    model.lever_settings = settings
    if model.tick % 12 == 0:
        model.eu_member = np.asarray(model.world.eu_member(model.month), bool)
        model.visa_area = np.asarray(model.world.visa_free_area(model.month), bool)
    for side in model.sides:
        side.policy_terms = terms
        set_home(model, side)
        set_rules(model, side)
        set_routes(model, side)


def set_home(model: "MigrationModel", side: "OriginSide") -> None:
    """Pay at home, after what emigration did to it (ODD 7.9)."""
    exogenous = model.home_pay(side.iso3, model.month) * model.premium
    active = side.active_by_skill()
    for skill in Skill:
        side.terms.home_pay[skill] = pay_of_stayers(
            exogenous[skill],
            float(active[skill]),
            float(side.active_start[skill]) if model.tick else float(active[skill]),
            model.now["origin.wage_elasticity"],
        )


def set_rules(model: "MigrationModel", side: "OriginSide") -> None:
    """The scalars that persons read."""
    p = model.now
    terms = side.policy_terms
    rules = side.terms.rules
    for name, parameter in FROM_PARAMETERS.items():
        rules[name] = p[parameter]
    rules["seed"] = side.seed
    rules["home"] = side.home
    rules["recruiters"] = len(side.recruiters)
    growth = model.growth(side.iso3, model.month)
    rules["stay"] = p["choice.stay"] + p["choice.growth"] * growth
    rules["displacement"] = p["protection.displaced"] * p["protection.intensity"]
    rules["news"] = min(1.0, terms["information.coverage"] + terms["information.diaspora"])
    rules["trained"] = terms["work.preparation"]
    rules["trained_chance"] = p["stay.training_admission"] * p["stay.work_training"]
    rules["return_ticket_odds"] = p["circular_migration.odds"]
    rules["return_ticket_weight"] = math.exp(
        p["circular_migration.weight"] / p["choice.nest_channel"]
    )
    rules["opacity"] = p["recruiter.opacity"] * terms["procedure.opacity"]
    rules["reintegration"] = p["return.reintegration"] * terms["return.reintegration"]
    rules["tertiary"] = schooling(model, side)
    rules["return_bound"] = return_bound(p)
    rules["stay_bound"] = (
        p["stay.detection"] * 5.0 + p["stay.regularised"] + p["protection.asylum_bid"]
    )
    rules["stay_bound"] += p["stay.exploitation_irregular"]
    rules["exploit_bound"] = p["stay.exploitation"]
    rules["resettle_bound"] = MOST_RESETTLED
    if model.tick == 0:
        set_alarm(model, side)


def return_bound(p: dict[str, float]) -> float:
    """Most that all ω terms of the return hazard can add up to under any policy [1]."""
    reentry = p["return.reentry"] * (1.0 - p["return.reentry_mean"])
    return reentry + p["return.portability"] + p["return.jobless"] + p["return.target"]


def schooling(model: "MigrationModel", side: "OriginSide") -> float:
    """Chance that a school leaver goes on: β_bg times exit rate and the gain from leaving (C9)."""
    p = model.now
    high = side.stock[:, :, Skill.HIGH].sum(axis=1)
    exit_rate = 1.0 - high[side.home] / max(1, high.sum())
    pay = float(side.terms.home_pay[Skill.HIGH])
    abroad = float(np.max(side.terms.places["wage"][:, Skill.HIGH])) or pay
    gain = math.log1p(max(0.0, abroad / pay - 1.0))
    return float(logistic(logit(p["origin.tertiary"]) + p["origin.brain_gain"] * gain * exit_rate))


def set_alarm(model: "MigrationModel", side: "OriginSide") -> None:
    """Hazards by age that may wake a person at home; they belong to the world, not to a policy."""
    p = model.now
    names = ("a1", "alpha1", "a2", "alpha2", "mu2", "lambda2", "c")
    schedule = rogers_castro(*(p[f"departure.age_{name}"] for name in names))
    side.terms.ages["thinks"] = p["departure.reconsider"] * schedule
    bound = side.terms.ages["thinks"].copy()
    bound[18 * 12 :] += p["visit.wish"]
    bound += model.worst_displacement()
    side.terms.alarm[1:] = np.cumsum(bound) / 12.0
    side.terms.alarm_hints[:] = hints_of(side.terms.alarm)
    side.terms.ages["rings"] = -np.expm1(-bound / 12.0)


def set_routes(model: "MigrationModel", side: "OriginSide") -> None:
    """Interception, death, diversion on each route (ODD 7.5)."""
    p = model.now
    enforcement = side.policy_terms["border.enforcement"]
    weight = np.zeros(len(Route))
    for route in Route:
        row = side.terms.routes[route]
        base = p["journey.death_sea"] if route in SEA else p["journey.death_land"]
        row["interception"] = interception(p["journey.interception"], enforcement)
        row["death"] = death_risk(
            base, p["journey.risk"], enforcement, p["journey.rescue_saves"],
            p["journey.rescue_compensation"], p["journey.rescue"],
        )  # fmt: skip
        weight[route] = model.route_share(side.iso3, route)
    side.terms.routes["share"] = np.cumsum(weight / max(weight.sum(), 1e-12))


def set_choice(model: "MigrationModel", side: "OriginSide") -> None:
    """Tables of utilities for every class of persons (ODD 7.3); after states and recruiters."""
    p = model.now
    terms = side.terms
    places = terms.places
    count = places.size
    believed = places["chance"].copy()
    visa_channels = [Channel.LABOUR, Channel.HIGHLY_SKILLED, Channel.SEASONAL, Channel.STUDY]
    visa_channels += [Channel.FAMILY, Channel.SHORT_STAY]
    for channel in visa_channels:
        open_to = believed[:, channel] > 0.0
        raised = np.minimum(1.0, believed[:, channel] + p["belief.bias"])
        believed[:, channel] = np.where(open_to, raised, 0.0)
    smugglers = [r for r in terms.recruiters if r["kind"] == 2 and r["active"]]
    fee = float(np.mean([r["fee"] for r in smugglers])) if smugglers else 0.0
    stopped = float(terms.routes["interception"].mean())
    believed[:, Channel.SMUGGLED] = (1.0 - stopped) * places["irregular_entry"] * bool(smugglers)
    places["cost"][:, Channel.SMUGGLED] = fee
    believed[side.home] = 0.0
    employed = (
        1.0 - np.array([model.unemployment(iso3, model.month) for iso3 in model.world.places]) / 100
    )
    believed = believed * employed[:, None]
    pay_factor = np.ones(CHOSEN_CHANNELS)
    for channel, name in (
        (Channel.SEASONAL, "choice.pay_seasonal"), (Channel.STUDY, "choice.pay_study"),
        (Channel.FAMILY, "choice.pay_family"), (Channel.ASYLUM, "choice.pay_asylum"),
    ):  # fmt: skip
        pay_factor[channel] = p[name]
    pay_factor[[Channel.SHORT_STAY, Channel.SMUGGLED]] = 1.0 - p["stay.irregular_loss"]
    constant = np.array([p[f"choice.channel_{label(Channel(k))}"] for k in range(CHOSEN_CHANNELS)])
    shares = np.diff(terms.routes["share"], prepend=0.0)
    risk = float(shares @ terms.routes["death"]) + p["journey.trafficked"]
    constant[Channel.SMUGGLED] -= p["choice.risk"] * p["choice.risk_cost"] * risk
    constant[[Channel.SHORT_STAY, Channel.SMUGGLED]] -= (
        p["choice.sanctions"] * p["stay.sanctions"] * side.policy_terms["employer.sanctions"]
    )
    constant[Channel.LABOUR] += p["choice.information"] * side.policy_terms["information.coverage"]
    diaspora = side.diaspora() * model.settings.persons_per_agent
    common = np.zeros((len(Skill), count))
    for place, corridor in side.corridors.items():
        for skill in Skill:
            beta = p["choice.diaspora"] + (p["choice.diaspora_low"] if skill == Skill.LOW else 0.0)
            common[skill, place] = place_utility(
                beta, float(diaspora[place]), p["choice.diaspora_scale"], p["choice.language"],
                corridor.language, p["choice.distance"], corridor.distance, corridor.constant,
            )  # fmt: skip
    beta = np.array([p["choice.pay"], p["choice.cost"]])
    fill_weights(
        terms.weight, places, side.home, terms.home_pay, side.band_pay, common, believed,
        pay_factor, constant, beta, p["choice.nest_channel"],
    )  # fmt: skip
    codes = np.maximum(np.arange(256), 1) / OFFICIAL
    terms.faith[:] = codes ** (p["choice.pay"] / p["choice.nest_channel"])
    share_out(
        model.settings.threads, fill_going, terms.going, terms.weight, places, side.home,
        p["departure.debt"], p["choice.nest_channel"] / p["choice.nest_destination"], at=3,
    )  # fmt: skip
    places["permit"] = permit_months(model.parameters)
