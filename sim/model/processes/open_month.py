"""3.1 The calendar: policies in force become terms, and terms become what persons read."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.behaviour.terms import MONTHS_THERE, OFFICIAL, AtHome
from sim.equations.choice import place_utility
from sim.equations.clock import hints_of
from sim.equations.demography import ADULT, rogers_castro
from sim.equations.journey import death_risk, gets_through, interception
from sim.equations.market import seeking_help
from sim.equations.origin import pay_of_stayers
from sim.equations.return_home import return_hazard
from sim.equations.stay import review_hazard
from sim.equations.visa import logistic, logit, shifted
from sim.kernels.tables import fill_going, fill_weights
from sim.kernels.threads import share_out
from sim.levers.calendar import settings_in_transit, settings_of_all
from sim.levers.registry import apply, standard_registry
from sim.levers.terms import neutral_terms
from sim.model.application import checks_in_union
from sim.model.budget import within_budget
from sim.model.corridors import free_movement
from sim.model.settings import year_of
from sim.model.shocks import MOST_JOBLESS
from sim.model.start import refugees_near
from sim.model.transit import of_stopped, on_routes
from sim.model.vacancies import sector_vacancies
from sim.vocabulary import CHOSEN_CHANNELS, SEA, Channel, Route, Skill, label

if TYPE_CHECKING:
    from sim.model.migration_model import MigrationModel
    from sim.model.origin_side import OriginSide

MOST_RESETTLED = 0.5
"""Bound on the hazard of being resettled from the region [year-1]."""

FEW_REFUGEES = 1000.0
"""Refugees in the region at the least for their places to tell where others go [persons]."""

FEW_EMIGRANTS = 10.0
"""Added to the emigrants in each place, so that none is out of reach of all [persons]."""

WITHOUT_PAPERS = [Channel.SHORT_STAY, Channel.SMUGGLED]
ASKS_LEAVE = np.array(
    [k < Channel.FREE_MOVEMENT or k == Channel.SHORT_STAY for k in range(CHOSEN_CHANNELS)]
)
"""Channels (channels,) in which a permit or visa may be refused."""
CONSTANTS = [f"choice.channel_{label(Channel(k))}" for k in range(CHOSEN_CHANNELS)]

FROM_PARAMETERS = {
    "nest_channel": "choice.nest_channel",
    "nest_destination": "choice.nest_destination",
    "ties": "choice.ties",
    "beta_cost": "choice.cost",
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
    "passport_rate": "departure.passport_rate",
    "reconsider_rate": "departure.reconsider",
    "transit_months": "journey.months",
    "work_base": "stay.work_base",
    "work_duration": "stay.work_duration",
    "work_irregular": "stay.work_irregular",
    "mismatch_loss": "stay.mismatch_loss",
    "irregular_loss": "stay.irregular_loss",
    "return_target_months": "return.target_months",
    "remit_base": "remit.base",
    "remit_family": "remit.family",
    "remit_plans": "remit.plans",
    "remit_share": "remit.share",
    "remit_decay": "remit.decay",
    "detention_months": "stay.detention_months",
    "invests": "return.invests",
    "income_gain": "return.gain",
    "scar": "return.scar",
    "school_absence": "origin.school_absence",
    "health_share": "origin.health_share",
    "refuge_return": "protection.refuge_return",
    "refuge_onward": "protection.refuge_onward",
    "family_rate": "departure.family_rate",
    "student_stays": "stay.student_stays",
    "renewal_jobless": "stay.renewal_jobless",
    "school_remittance": "origin.school_remittance",
    "graduates": "stay.graduates",
    "school_seasonal": "origin.school_seasonal",
    "deflected": "visa.deflected",
    "season_again": "permit.season_again",
    "detention_long": "stay.detention_long",
}
"""Rules that are parameters as they stand."""


def open_month(model: "MigrationModel") -> None:
    """Settings in force become terms; dated parameters and the world's membership are read."""
    origins = [side.iso3 for side in model.sides]
    settings = settings_of_all(model.policy, standard_registry(), model.month, origins)
    there = settings_in_transit(model.policy, standard_registry(), model.month)
    model.read_parameters()
    other_world = model.tick == 0 or model.now != model.now_before or there != model.settings_there
    model.settings_there = there
    if other_world:
        model.now_before = dict(model.now)
    model.new_figures = model.tick % 12 == 0 or model.month % 12 == 0
    if model.tick % 12 == 0:
        model.eu_member = np.asarray(model.world.eu_member(model.month), bool)
        model.visa_area = np.asarray(model.world.visa_free_area(model.month), bool)
        for side in model.sides:
            follow_treaties(model, side)
            follow_refuge(model, side)
    if model.new_figures:
        model.south = low_pay(model)
    if other_world or model.new_figures:
        model.vacancies = sector_vacancies(model)
    for side, in_force in zip(model.sides, settings, strict=True):
        news = other_world or in_force != side.calendar
        side.calendar = in_force
        renewed = news or (side.talks is None and side.policy_terms["budget.cap"] >= 0.0)
        if renewed:
            put_in_force(model, side, in_force)
        set_home(model, side)
        if not renewed:
            set_routes(model, side)
            set_channels(model, side)
        set_year(model, side)


def low_pay(model: "MigrationModel") -> np.ndarray:
    """Places outside the Union where pay is below half of the mean of its members (places,)."""
    pay = model.mean_pay(model.month)
    members = pay[model.eu_member]
    return ~(model.eu_member | model.visa_area) & (pay < 0.5 * members.sum() / max(1, members.size))


def terms_under(model: "MigrationModel", settings: Mapping[str, float]) -> dict[str, float]:
    """Terms of the month under settings of levers."""
    return apply(standard_registry(), settings, neutral_terms(), model.parameters, model.month)


def follow_treaties(model: "MigrationModel", side: "OriginSide") -> None:
    """Where the origin's citizens need no permit from this month on; looked at once a year."""
    free = free_movement(model.world, side.iso3, model.month)
    side.corridors["free"] = side.terms.places["free"] = free


def follow_refuge(model: "MigrationModel", side: "OriginSide") -> None:
    """Where refugees go in the region: to where those of the year were, if that is observed.

    Where hardly any were, or the year may not be known, as the year before.
    """
    if model.now["protection.observed"] <= 0.0:
        return
    members = model.eu_member | model.visa_area
    near = refugees_near(model.world, side.iso3, year_of(model.month), members)
    if near.sum() >= FEW_REFUGEES:
        side.terms.places["refuge"] = np.cumsum(near / near.sum())


def put_in_force(
    model: "MigrationModel", side: "OriginSide", settings: Mapping[str, float]
) -> None:
    """Settings of levers become an origin's terms, and terms what its people read."""
    terms = terms_under(model, settings)
    side.delivered = side.delivered if terms["budget.cap"] >= 0.0 else 1.0
    if terms["budget.cap"] >= 0.0:
        settings = within_budget(side, settings, terms["budget.cap"])
        terms = terms_under(model, settings)
    side.settings, side.policy_terms = settings, terms
    side.terms_there = {
        state: terms_under(model, {**settings, **own})
        for state, own in model.settings_there.items()
    }
    side.policy_terms["procedure.opacity"] *= model.now["experiment.opacity"]
    set_rules(model, side)
    set_routes(model, side)
    set_channels(model, side)


def set_home(model: "MigrationModel", side: "OriginSide") -> None:
    """Pay at home, after what emigration did to it (ODD 7.9)."""
    loss = model.shocks.of("drought", side.home, model.now) * side.policy_terms["climate.loss"]
    side.suffer(loss, model.now["drought.reach"])
    side.follow_prices()
    exogenous = model.home_pay(side.iso3, model.month) * model.premium * productivity(model, side)
    exogenous[Skill.HIGH] *= 1.0 + side.policy_terms["origin.retention"]
    active = side.active_by_skill()
    start = side.active_start if model.tick else active
    active = active * (1.0 - model.now["experiment.labour_gone"])
    elasticity = model.now["origin.wage_elasticity"]
    side.terms.home_pay[:] = pay_of_stayers(exogenous, active, start, elasticity)


def productivity(model: "MigrationModel", side: "OriginSide") -> float:
    """Factor on output at home: know-how of graduates abroad, trade, a shock (ODD 7.9) [1]."""
    gain = side.policy_terms["diaspora.knowhow"]
    known = 1.0 + gain * side.skilled_exit() if gain > 0.0 else 1.0
    moved = (1.0 + side.policy_terms["origin.trade"]) * (
        1.0 + model.shocks.of("pay", side.home, model.now)
    )
    return known * moved


def jobs_left(model: "MigrationModel", side: "OriginSide") -> float:
    """Factor on the chance of work at home: what a shock leaves of the jobs (ODD 7.9) [1]."""
    return 1.0 - min(model.shocks.of("jobs", side.home, model.now), MOST_JOBLESS) / 100.0


def set_rules(model: "MigrationModel", side: "OriginSide") -> None:
    """The scalars that persons read: parameters and terms, as long as these hold."""
    p = model.now
    terms = side.policy_terms
    rules = side.terms.rules
    for name, parameter in FROM_PARAMETERS.items():
        rules[name] = p[parameter]
    rules["seed"] = side.seed
    rules["home"] = side.home
    rules["recruiters"] = len(side.recruiters)
    delivery = terms["support.delivery"]
    told = (terms["information.coverage"] + terms["information.diaspora"]) * delivery
    rules["news"] = min(1.0, told)
    rules["warned"] = min(1.0, told + terms["recruiter.cooperation"])
    rules["trained"] = min(1.0, terms["work.preparation"] * delivery)
    rules["trained_chance"] = p["stay.training_admission"] * p["stay.work_training"]
    rules["return_ticket_odds"] = p["circular_migration.odds"]
    rules["return_ticket_weight"] = math.exp(
        p["circular_migration.weight"] / p["choice.nest_channel"]
    )
    rules["season_ticket_odds"] = terms["seasonal.return"]
    rules["season_ticket_weight"] = math.exp(terms["seasonal.return"] / p["choice.nest_channel"])
    rules["opacity"] = p["recruiter.opacity"] * terms["procedure.opacity"]
    rules["recruiter_use"] = seeking_help(
        p["recruiter.use"], p["recruiter.opacity"], terms["procedure.opacity"]
    )
    helped = min(1.0, terms["return.reintegration"] * delivery)
    rules["reintegration"] = p["return.reintegration"] * helped
    rules["return_target"] = math.exp(p["return.target"])
    rules["return_jobless"] = math.exp(p["return.jobless"])
    rules["return_family"] = math.exp(-p["return.family"])
    rules["return_bound"] = math.exp(return_bound(p))
    years = np.arange(MONTHS_THERE) / 12.0
    base = p[model.own("return.base", side.iso3)]
    side.terms.stays["going"] = return_hazard(base, p["return.decay"], years)
    side.terms.stays["review"] = review_hazard(
        p["stay.work_review"], p["stay.work_review_decay"], p["stay.work_review_settled"], years
    )
    side.terms.stays["entitled"] = years >= p["return.pension_years"]
    rules["stay_bound"] = (
        p["stay.detection"] * 5.0 * (1.0 + p["entry_exit_system.detection"])
        + p["stay.regularised"]
        + p["protection.asylum_bid"]
    )
    south = max(1.0, p["stay.exploitation_south"])
    rules["stay_bound"] += p["stay.exploitation_irregular"] * south
    rules["exploit_bound"] = p["stay.exploitation"] * south
    rules["resettle_bound"] = MOST_RESETTLED
    set_passage(p, terms, rules)
    set_refuge(p, terms, rules)
    codes = np.maximum(np.arange(256), 1) / OFFICIAL
    nests = p["choice.nest_channel"] / p["choice.nest_destination"]
    side.terms.faith[:] = codes ** (p["choice.pay"] / p["choice.nest_channel"])
    side.terms.least[:] = np.minimum(1.0, side.terms.faith) ** nests
    side.terms.lift[:] = np.maximum(1.0, side.terms.faith) ** nests
    most_drawn = rules["return_ticket_weight"] * rules["season_ticket_weight"]
    rules["return_ticket_lift"] = most_drawn**nests
    if model.tick == 0:
        set_alarm(model, side)


def set_passage(p: dict[str, float], terms: dict[str, float], rules: np.void) -> None:
    """On the way, in detention, in a trafficker's hands, and what returners start (ODD 7.5-7.8)."""
    rules["smuggled_trafficked"] = p["journey.trafficked"] * terms["trafficking.risk"]
    rules["minors_trafficked"] = rules["smuggled_trafficked"] * terms["trafficking.minors"]
    rules["minors_kept"] = terms["minors.kept"]
    rules["rescue"] = p["stay.rescue"] * terms["trafficking.rescue"]
    rules["rescue_bound"] = p["stay.rescue"] * (1.0 + p["victim_protection.rescue"])
    protected = p["stay.freed_protected"] + terms["trafficking.protected"]
    rules["freed_protected"] = min(1.0, protected)
    for name in ("stranded", "stranded_return", "stranded_again", "stranded_abuse"):
        rules[name] = p[f"journey.{name}"]
    free = p["journey.stranded_return"] + p["journey.stranded_again"] + p["journey.stranded_abuse"]
    helped = p["transit_reception.referral"] + p["civil_society.referral"]
    rules["stranded_bound"] = free + helped
    rules["stays_on"] = p["stay.stays_on"] * terms["overstay.deterred"]
    rules["firm"] = min(1.0, p["return.firm"] * terms["return.enterprise"])


def set_refuge(p: dict[str, float], terms: dict[str, float], rules: np.void) -> None:
    """The displaced and refuge in the region, with the greatest that policy allows (ODD 7.9)."""
    rules["displaced_return"] = p["protection.displaced_return"] * terms["region.solutions"]
    rules["displaced_cross"] = p["protection.displaced_cross"] * terms["region.crossing"]
    fastest = 1.0 + p["relief_and_development.solutions"]
    back = p["protection.displaced_return"] * fastest
    rules["displaced_bound"] = back + p["protection.displaced_cross"]
    most = p["protection.refuge_integrate"]
    for lever in ("partner_asylum", "refugee_host_relations", "relief_and_development"):
        most *= 1.0 + p[f"{lever}.integration"]
    rules["refuge_bound"] = p["protection.refuge_return"] + p["protection.refuge_onward"] + most
    rules["naturalised"] = terms["stateless.naturalised"]


def set_year(model: "MigrationModel", side: "OriginSide") -> None:
    """The rules that follow the origin: growth, school leavers who go on, displacement."""
    p = model.now
    growth = model.growth(side.iso3, model.month)
    staying = p[model.own("choice.stay", side.iso3)] + p["choice.growth"] * growth
    staying += side.policy_terms["origin.amenity"]
    side.terms.rules["staying"] = math.exp(staying)
    high, low = side.education_gap
    side.terms.rules["tertiary"] = schooling(model, side, high)
    side.terms.rules["school_low"] = shifted(p["origin.school_low"], low)
    side.terms.rules["displacement_abroad"] = model.displacement_abroad(side.iso3, model.month)
    displacement = model.displacement(side.iso3, model.month)
    side.terms.rules["displacement"] = displacement * side.policy_terms["displacement.risk"]


def return_bound(p: dict[str, float]) -> float:
    """Most that all ω terms of the return hazard can add up to under any policy [1]."""
    reentry = p["return.reentry"] * (1.0 - p["return.reentry_mean"])
    places = max([0.0, *(p[name] for name in p if name.startswith("return.place."))])
    return reentry + p["return.portability"] + p["return.jobless"] + p["return.target"] + places


def schooling(model: "MigrationModel", side: "OriginSide", of_adults: float) -> float:
    """Chance that a school leaver goes on: β_bg times exit rate and the gain from leaving (C9).

    of_adults  log-odds of high education of the origin's adults over those of Moldova [1]
    """
    p = model.now
    exit_rate = side.skilled_exit()
    pay = float(side.terms.home_pay[Skill.HIGH])
    abroad = float(np.max(side.terms.places["wage"][:, Skill.HIGH])) or pay
    gain = math.log1p(max(0.0, abroad / pay - 1.0))
    odds = logit(p["origin.tertiary"]) + of_adults
    odds += p["origin.brain_gain"] * gain * exit_rate
    return float(logistic(odds + side.policy_terms["origin.schooling"]))


def set_alarm(model: "MigrationModel", side: "OriginSide") -> None:
    """Hazards by age that may wake a person at home; they belong to the world, not to a policy."""
    p = model.now
    names = ("a1", "alpha1", "a2", "alpha2", "mu2", "lambda2", "c")
    schedule = rogers_castro(*(p[f"departure.age_{name}"] for name in names))
    for whose in AtHome:
        ages, alarm = side.terms.ages[whose], side.terms.alarm[whose]
        ages["thinks"] = p["departure.reconsider"] * schedule
        if whose == AtHome.MINOR_WITHOUT_KIN:
            ages["thinks"][:ADULT] = 0.0
        bound = ages["thinks"].copy()
        bound[ADULT:] += p["visit.wish"]
        bound += model.worst_displacement(side.iso3)
        alarm[1:] = np.cumsum(bound) / 12.0
        side.terms.alarm_hints[whose] = hints_of(alarm)
        ages["rings"] = -np.expm1(-bound / 12.0)


def set_routes(model: "MigrationModel", side: "OriginSide") -> None:
    """Interception, death, which route is taken, and what those meet who are stopped (ODD 7.5).

    Enforcement and fees on a route, last month's, send people to the others.
    """
    p = model.now
    routes, terms = side.terms.routes, side.policy_terms
    known = 1.0 + terms["border.intelligence"]
    pulled, entry = on_routes(side, "transit.interception"), on_routes(side, "transit.entry")
    weight = np.zeros(len(Route))
    fee = side.route_fees()
    for route in Route:
        row = routes[route]
        enforcement = side.enforcement(route)
        hazard, transit = p["journey.interception"] * enforcement * known, pulled[route]
        row["interception"] = interception(hazard + transit, 1.0)
        row["pulled_back"] = transit / (hazard + transit)
        sea = route in SEA
        row["death"] = death_risk(
            p["journey.death_sea" if sea else "journey.death_land"], p["journey.risk"], enforcement,
            p["journey.rescue_saves"], p["journey.rescue_compensation"],
            min(1.0, p["journey.rescue"] + terms["border.rescue"]) if sea else 0.0,
        )  # fmt: skip
        push = p["journey.diversion"] * (enforcement - 1.0)
        push += p["journey.diversion_fee"] * (fee[route] + math.log1p(entry[route]))
        weight[route] = model.route_share(side.iso3, route) * math.exp(-push)
    routes["share"] = np.cumsum(weight / max(weight.sum(), 1e-12))
    rules = side.terms.rules
    rules["referral"] = of_stopped(side, on_routes(side, "transit.referral"))
    held = of_stopped(side, on_routes(side, "transit.held"))
    rules["tries_again"] = p["journey.repeat"] * (1.0 - held)


def set_channels(model: "MigrationModel", side: "OriginSide") -> None:
    """Pay and constants of channels (channels,) [1]: a_k − r_k, and what policy adds to it."""
    p = model.now
    pay = np.ones(CHOSEN_CHANNELS)
    pay[Channel.SEASONAL] = p["choice.pay_seasonal"]
    pay[Channel.STUDY] = p["choice.pay_study"]
    pay[Channel.FAMILY] = p["choice.pay_family"]
    pay[Channel.ASYLUM] = p["choice.pay_asylum"]
    pay[WITHOUT_PAPERS] = 1.0 - p["stay.irregular_loss"]
    constant = np.array([p[name] for name in CONSTANTS])
    routes, terms = side.terms.routes, side.policy_terms
    trafficked = p["journey.trafficked"] * terms["trafficking.risk"]
    risk = float(np.diff(routes["share"], prepend=0.0) @ routes["death"]) + trafficked
    constant[Channel.SMUGGLED] -= p["choice.risk"] * p["choice.risk_cost"] * risk
    checks = p["choice.sanctions"] * p["stay.sanctions"] * terms["employer.sanctions"]
    checks *= checks_in_union(side)
    constant[WITHOUT_PAPERS] -= checks
    constant[Channel.SHORT_STAY] += p["choice.nest_channel"] * math.log(terms["overstay.deterred"])
    constant[Channel.LABOUR] += p["choice.information"] * terms["information.coverage"]
    side.channel_pay, side.channel_constants = pay, constant


def set_choice(model: "MigrationModel", side: "OriginSide") -> None:
    """Tables of utilities for every class of persons (ODD 7.3); after states and recruiters."""
    p = model.now
    terms = side.terms
    nest = p["choice.nest_channel"]
    fees = side.smugglers_fees()
    terms.places["cost"][:, Channel.SMUGGLED] = fees.mean() if fees.size else 0.0
    beta = np.array([p["choice.pay"], p["choice.cost"]])
    common = shared_by_channels(model, side)
    believed = believed_chances(model, side, fees.size > 0)
    expected = terms.home_pay * (jobs_left(model, side) / side.prices)
    fill_weights(
        terms.weight, terms.places, side.home, expected, side.band_pay, common, believed,
        side.channel_pay, side.channel_constants, beta, nest,
    )  # fmt: skip
    share_out(
        model.settings.threads, fill_going, terms.going, terms.weight, terms.places, side.home,
        p["departure.debt"], nest / p["choice.nest_destination"], at=3,
    )  # fmt: skip


def anchor_corridors(model: "MigrationModel", side: "OriginSide") -> None:
    """Give corridors constants by which leavers are shared as the emigrants there (ODD 7.3).

    Before the first month, from the tables of the choice, the mean over classes and purses.
    Constants of places come on top, so they keep their meaning.
    """
    anchored = model.now["choice.anchored"]
    if anchored <= 0.0:
        return
    nest = model.now["choice.nest_destination"]
    constant = side.corridors["constant"]
    going = side.terms.going[:, 0, :, : constant.size]
    worth = np.diff(going, axis=-1, prepend=0.0) * np.exp(-constant / nest)
    total = worth.sum(axis=-1, keepdims=True)
    share = (worth / np.maximum(total, 1e-300)).mean(axis=(0, 1))
    there = np.where(share > 0.0, side.corridors["diaspora"] + FEW_EMIGRANTS, 0.0)
    known = share > 0.0
    gap = np.log(there[known] / there.sum()) - np.log(share[known] / share.sum())
    constant[known] += anchored * nest * gap
    set_choice(model, side)


def believed_chances(model: "MigrationModel", side: "OriginSide", smuggling: bool) -> np.ndarray:
    """P̂·(1 − u): believed chance of admission, times that of work (places, channels) [1].

    smuggling  is there an active smuggler?
    """
    places = side.terms.places
    chance = places["chance"].copy()
    for channel, instead in ((Channel.HIGHLY_SKILLED, "transfer"), (Channel.STUDY, "youth")):
        chance[:, channel] += (1.0 - chance[:, channel]) * places[instead]
    open_to = ASKS_LEAVE & (chance > 0.0)
    believed = np.where(open_to, np.minimum(1.0, chance + model.now["belief.bias"]), chance)
    routes = side.terms.routes
    stopped = float(np.diff(routes["share"], prepend=0.0) @ routes["interception"])
    passed = gets_through(stopped, side.terms.rules["tries_again"].item()) if smuggling else 0.0
    believed[:, Channel.ASYLUM] = believed_asylum(model, places)
    believed[:, Channel.SMUGGLED] = passed * places["irregular_entry"]
    believed[:, WITHOUT_PAPERS] *= places["informal_jobs"][:, None]
    fewer = model.eu_member * side.policy_terms["labour.activation"]
    believed *= (1.0 - np.maximum(0.0, model.jobless() - fewer) / 100.0)[:, None]
    believed[side.home] = 0.0
    return believed


def drawing_diaspora(model: "MigrationModel", side: "OriginSide") -> np.ndarray:
    """Emigrants who draw others after them (places,) [persons] (ODD 7.3).

    Those of last month, or of the start, or a geometric mean of the two.
    """
    follows = model.now["choice.diaspora_follows"]
    now = side.diaspora() * float(model.settings.persons_per_agent)
    if follows >= 1.0:
        return now
    start, scale = side.corridors["diaspora"], model.now["choice.diaspora_scale"]
    return (now + scale) ** follows * (start + scale) ** (1.0 - follows) - scale


def believed_asylum(model: "MigrationModel", places: np.ndarray) -> np.ndarray:
    """Believed chance of asylum in each place (places,) [1].

    That of the decisions there, drawn towards the geometric mean over the Union the less persons
    know where they are decided how; more where no visa is needed to get there.
    """
    p = model.now
    chance = places["chance"][:, Channel.ASYLUM]
    known = p["protection.sorting"]
    union = chance[model.eu_member & (chance > 0.0)]
    mean = np.exp(np.log(union).mean()) if union.size else 1.0
    at_border = 1.0 + (p["protection.at_border"] - 1.0) * (1.0 - places["visa"])
    elsewhere = np.where(model.eu_member, 1.0, p["protection.elsewhere"])
    return np.minimum(1.0, chance**known * mean ** (1.0 - known) * at_border * elsewhere)


def shared_by_channels(model: "MigrationModel", side: "OriginSide") -> np.ndarray:
    """Ties, language, distance and constant of destinations (skills, places) [1]."""
    p, corridors = model.now, side.corridors
    beta = np.full(len(Skill), p["choice.diaspora"])
    beta[Skill.LOW] += p["choice.diaspora_low"]
    diaspora = drawing_diaspora(model, side)
    return place_utility(
        beta[:, None], diaspora, p["choice.diaspora_scale"], p["choice.language"],
        corridors["language"], p["choice.distance"], corridors["distance"], corridors["constant"],
    )  # fmt: skip
