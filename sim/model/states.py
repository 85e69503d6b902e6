"""States, and the rules by which they decide what the people of an origin meet (ODD 7.11).

A rule is written once for all states of a class, over arrays with a line for each state. It turns
last month's counts and this month's terms into columns of `behaviour.terms.PLACE`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.equations.negotiation import joining_benefit, spoken_together
from sim.equations.visa import acceptances, queue_wait, shifted, threshold_odds
from sim.levers.terms import TERMS
from sim.model.application import checks_applied, orders_applied
from sim.model.reception import without_place
from sim.model.shocks import MOST_JOBLESS
from sim.model.transit import in_places
from sim.vocabulary import IRREGULAR, Channel, Flow, Gauge, RouteFlow, label

if TYPE_CHECKING:
    from sim.model.migration_model import MigrationModel
    from sim.model.origin_side import OriginSide

YEAR = 12.0
RATIONED = [Channel.LABOUR, Channel.SEASONAL]
"""Channels with a number of places."""
UNRATIONED = [Channel.HIGHLY_SKILLED, Channel.STUDY, Channel.FAMILY]
SMOOTHED = 6.0
"""Months over which applications are averaged."""

Rows = NDArray[np.void]


def moved_places(
    rooms: NDArray[np.float64], asked: NDArray[np.float64], member: NDArray[np.bool_], share: float
) -> NDArray[np.float64]:
    """Change of places (states, channels) when a share of those unused goes where they lack.

    rooms, asked  (states, channels) [month-1];  member: states that take part
    """
    spare = np.maximum(rooms - asked, 0.0) * member[:, None]
    short = np.maximum(asked - rooms, 0.0) * member[:, None]
    most = share * np.minimum(spare.sum(axis=0), short.sum(axis=0))
    taken = spare / np.maximum(spare.sum(axis=0), 1e-12)
    return most * (short / np.maximum(short.sum(axis=0), 1e-12) - taken)


def dependency(working: NDArray[np.float64], old: NDArray[np.float64]) -> NDArray[np.float64]:
    """Persons of 65 and over per person of 20 to 64 (places,) [1]; 1 where nothing is known."""
    return np.divide(old, working, out=np.ones_like(old), where=(working > 0.0) & (old > 0.0))


class State(mesa.Agent):
    """A country as an actor: admits, queues, refuses, detects and sends back (ODD 7.11).

    Holds what is a state's own, read anew by `step`. The rules are class methods, called with all
    states of the class (`us`), one origin, its corridors to them (`corridors.CORRIDOR`) and the
    rows of its terms that they write (`terms.PLACE`), a line for each state. For a state that
    decides otherwise, subclass, override a rule, and name the class in
    `MigrationModel.state_classes`.
    """

    def __init__(self, model: "MigrationModel", iso3: str, place: int) -> None:
        """A state at index `place` of the world."""
        super().__init__(model)
        self.iso3 = iso3
        self.place = place
        self.unemployment = 0.0
        self.unemployment_reference = 0.0
        self.member = False
        self.visa_area = False
        self.informal = 1.0

    def step(self) -> None:
        """Look at the figures of a year that begins.

        Membership, visa area, unemployment [%]; jobs without papers, over the reference year [1].
        """
        model = self.model
        if not model.new_figures:
            return
        self.member = bool(model.eu_member[self.place])
        self.visa_area = bool(model.visa_area[self.place])
        self.unemployment = float(model.unemployment(model.month)[self.place])
        usual = model.now["experiment.informal_jobs"]
        self.informal = model.now.get(f"informal.{self.iso3}", usual)

    @classmethod
    def decide(cls, us: "States", side: "OriginSide", corridor: Rows, row: Rows) -> None:
        """Decide for the coming month: every rule in turn."""
        row["union"] = us.member
        row["irregular_entry"] = us.ours & ~corridor["free"]
        cls.look_back(us, side, corridor)
        cls.set_visas(us, side, corridor, row)
        cls.set_permits(us, side, corridor, row)
        cls.set_returns(us, side, corridor, row)
        cls.set_work(us, side, corridor, row)
        cls.set_protection(us, side, corridor, row)
        cls.set_safeguards(us, side, corridor, row)
        cls.set_reception(us, side, corridor, row)

    @classmethod
    def look_back(cls, us: "States", side: "OriginSide", corridor: Rows) -> None:
        """Note last month's irregular arrivals; once a year openness follows (C10)."""
        flows = side.flows[us.place]
        entries = side.route_flows[us.place, :, RouteFlow.ENTRIES].sum(axis=1)
        corridor["irregular_year"] += flows[:, Flow.OVERSTAYS] + entries
        corridor["backlog"] = side.gauges[us.place, Gauge.VISA_PENDING]
        waiting = side.asylum_seekers()[us.place]
        corridor["waiting"] += (waiting - corridor["waiting"]) / side.model.now["reception.lag"]
        asked = flows[:, [Flow.LABOUR_APPLICATIONS, Flow.SEASONAL_APPLICATIONS]]
        corridor["applications"] += (asked - corridor["applications"]) / SMOOTHED
        model = side.model
        if model.tick == 0 or model.tick % 12:
            return
        seen = corridor["irregular_year"] * model.settings.persons_per_agent
        before = corridor["irregular_reference"]
        before[:] = np.where(before < 0.0, seen, before)
        fear = np.log((seen + 100.0) / (before + 100.0))
        p = model.now
        rate = side.return_rate() - p["return.rate"]
        salience = p["state.salience"] * side.policy_terms["state.salience"]
        openness = np.exp(-salience * fear + p["state.return_reward"] * rate)
        openness = np.maximum(p["state.openness_low"], openness)
        corridor["openness"] = np.minimum(p["state.openness_high"], openness)
        corridor["irregular_year"] = 0.0

    @classmethod
    def set_visas(cls, us: "States", side: "OriginSide", corridor: Rows, row: Rows) -> None:
        """Queue, chance, price and use of short-stay visas (ODD 7.4)."""
        p = side.model.now
        terms = side.policy_terms
        covered = us.visa_area
        visa = side.visa_required[us.place] * np.where(covered, terms["visa.required"], 1.0)
        exempt = 1.0 - visa
        least = 1.0 / side.model.settings.persons_per_agent  # one person, whatever the scale
        demand = np.maximum(corridor["visa_demand"], least)
        growth = side.visit_growth()
        capacity = demand * growth * p["visa.slack"] * terms["visa.capacity"]
        wait = queue_wait(
            p["visa.base_wait"], corridor["backlog"], capacity, p["visa.longest_wait"]
        )
        odds = np.where(covered, terms["visa.odds"], 0.0)
        admitted = acceptances(corridor["visa_chance"], odds)
        admitted = admitted - (p["experiment.visa_refusals"] - 1.0) * (1.0 - admitted)
        fee = p["visa.fee"] * np.where(covered, terms["visa.fee"], 1.0)
        row["visa"] = visa
        row["visa_wait"] = wait
        row["visa_chance"] = admitted
        trouble = p["visa.trouble"] * np.where(covered, terms["visa.trouble"], 1.0)
        row["visa_cost"] = fee + trouble
        burden = fee / p["visa.fee"] + terms["procedure.opacity"] + wait / YEAR - 2.0
        burden += (trouble - p["visa.trouble"]) / p["visa.fee"]
        pursued = p["visit.pursued"] * growth * np.exp(-p["visit.fee_weight"] * burden)
        row["pursued"] = np.minimum(1.0, pursued)
        row["overstay"] = exempt * p["visit.overstay_free"] + visa * p["visit.overstay"]
        row["turned_back"] = p["visit.turned_back"]
        chance = exempt * (1.0 - p["visit.turned_back"]) + visa * admitted
        row["chance"][:, Channel.SHORT_STAY] = chance
        row["cost"][:, Channel.SHORT_STAY] = visa * row["visa_cost"] + p["visa.travel"]
        multiple = np.where(covered, terms["visa.multiple"], 0.0)
        single = (1.0 - multiple) * admitted * p["visa.reentry_single"]
        reentry = exempt + visa * (multiple + single)
        reentry += (1.0 - np.minimum(1.0, reentry)) * min(1.0, terms["reentry.circular"])
        row["reentry"] = np.where(corridor["free"], 1.0, np.minimum(1.0, reentry))
        keeps = p["visa.multiple_keeps"] * multiple
        row["may_come_back"] = np.minimum(1.0, keeps + terms["reentry.circular"])

    @classmethod
    def set_permits(cls, us: "States", side: "OriginSide", corridor: Rows, row: Rows) -> None:
        """Places for workers follow vacancies and openness; the rest is rationed (ODD 7.4)."""
        p = side.model.now
        terms = side.policy_terms
        slack = us.slack - us.member * terms["labour.activation"]
        cycle = np.exp(-p["permit.quota_unemployment"] * np.maximum(slack, -5.0))
        base = corridor["labour_base"] * cycle * corridor["openness"] / YEAR
        base *= terms["permit.quota"] * us.ageing ** p["permit.ageing"]
        share = corridor["labour_base"] / max(side.labour_base_union, 1.0)
        scheme = terms["seasonal.places"] * side.active_at_home * share / YEAR
        rooms = np.empty((base.size, len(RATIONED)))
        rooms[:, 0] = base * p["permit.quota_share"]
        rooms[:, 1] = base * p["permit.seasonal_share"] + us.member * scheme
        asked = corridor["applications"]
        if terms["permit.forecast"] > 0.0:
            rooms += moved_places(rooms, asked, us.member, terms["permit.forecast"])
        scarce = asked > rooms
        rationed = np.divide(rooms, asked, out=np.ones_like(rooms), where=scarce)
        vacant = us.member * (terms["permit.demand"] * np.minimum(1.0, cycle))
        rationed += (1.0 - rationed) * vacant[:, None]
        found = p["permit.on_the_spot"] * (1.0 - row["visa"]) * np.minimum(1.0, cycle)
        rationed[:, 0] += (1.0 - rationed[:, 0]) * found
        chance = row["chance"]
        chance[:, RATIONED] = rationed * [p[f"permit.chance_{label(c)}"] for c in RATIONED]
        chance[:, UNRATIONED] = [p[f"permit.chance_{label(c)}"] for c in UNRATIONED]
        chance[:, Channel.FREE_MOVEMENT] = 1.0
        cls.set_chances(us, side, row)
        cls.set_procedures(us, side, row)
        row["renewal"] = p["permit.renewal"]
        row["overstay_season"] = p["overstay.seasonal"] * (
            1.0 - p["overstay.circular"] * min(1.0, terms["reentry.circular"])
        )

    @classmethod
    def set_chances(cls, us: "States", side: "OriginSide", row: Rows) -> None:
        """What directives of the Union add to chances of permits, and what may replace one."""
        p = side.model.now
        terms = side.policy_terms
        chance = row["chance"]
        threshold = p["permit.skilled_threshold"]
        pay = (p["origin.premium_high"], p["origin.inequality"])
        asked = threshold_odds(threshold * terms["skilled.threshold"], *pay)
        skilled = terms["skilled.odds"] + asked - threshold_odds(threshold, *pay)
        odds = {
            Channel.LABOUR: terms["permit.offers"],
            Channel.SEASONAL: terms["permit.offers"],
            Channel.HIGHLY_SKILLED: skilled,
            Channel.STUDY: terms["study.odds"],
            Channel.FAMILY: terms["family.odds"],
        }
        short = min(1.0, terms["permit.shortage"])
        if short > 0.0:
            vacant = side.model.vacancies
            odds[Channel.HIGHLY_SKILLED] += short * np.log(vacant["science"][us.place])
            row["health"] = np.where(us.member, vacant["health"][us.place] ** short, 1.0)
        else:
            row["health"] = 1.0
        for channel, added in odds.items():
            chance[:, channel] = shifted(chance[:, channel], us.member * added)
        row["switch"] = us.member * terms["permit.switch"] * chance[:, Channel.LABOUR]
        row["transfer"] = us.member * min(1.0, terms["transfer.places"])
        row["youth"] = us.member * min(1.0, terms["youth.places"])
        stays = np.maximum(-p["stay.student_stays"], us.member * terms["study.stay"])
        row["student_stays"] = stays
        sooner = np.where(us.member, terms["family.waiting"], 1.0)
        row["sponsor_after"] = p["departure.sponsor_after"] * sooner
        sooner = np.where(us.member, terms["residence.waiting"], 1.0)
        row["settle_after"] = p["permit.settle_after"] * sooner

    @classmethod
    def set_procedures(cls, us: "States", side: "OriginSide", row: Rows) -> None:
        """Time and cost of asking for a permit (ODD 7.4)."""
        p = side.model.now
        terms = side.policy_terms
        wait, cost = row["wait"], row["cost"]
        shorter = np.where(us.member, terms["permit.wait"], 1.0)
        months = min(24.0, p["permit.wait"] / max(terms["visa.capacity"], 0.1))
        wait[:, : Channel.FREE_MOVEMENT] = (months * shorter)[:, None]
        wait[:, Channel.HIGHLY_SKILLED] *= np.where(us.member, terms["skilled.wait"], 1.0)
        fee = p["permit.fee"] * np.where(us.member, terms["permit.fee"], 1.0)
        cost[:, : Channel.FREE_MOVEMENT] = (fee + p["visa.travel"])[:, None]
        cost[:, Channel.STUDY] *= np.where(us.member, terms["study.cost"], 1.0)
        cost[:, Channel.FREE_MOVEMENT] = p["visa.travel"]

    @classmethod
    def set_returns(cls, us: "States", side: "OriginSide", corridor: Rows, row: Rows) -> None:
        """Detection, orders, returns, readmission, help to return (ODD 7.8)."""
        p = side.model.now
        terms = side.policy_terms
        ours, free = us.ours, corridor["free"]
        effort = np.where(ours, terms["return.effort"], 1.0)
        milder = np.where(free, p["stay.detection_free"], 1.0)
        row["detection"] = p["stay.detection"] * effort * milder
        row["ordered"] = np.minimum(1.0, p["stay.ordered"] * np.sqrt(effort))
        readmission = terms["return.readmission"]
        linked = min(readmission, terms["return.linked"])
        partner = terms["cooperation.partnership"] * side.cooperation
        gain = readmission * p["return.eura"] + linked * p["return.eura_linked"]
        gain += partner * p["state.cooperation_gain"]
        gain += terms["return.capacity"] + terms["return.aid_linked"]
        applied = orders_applied(side)[us.place]
        row["returned"] = np.minimum(0.98, p["return.rate"] * applied * (1.0 + ours * gain))
        used = np.where(ours, in_places(side, "detention.used")[us.place], 1.0)
        row["detained"] = p["stay.detained"] * used
        limit = in_places(side, "detention.limit")[us.place]
        row["detention_limit"] = np.where(ours, limit, TERMS["detention.limit"].neutral)
        row["readmitted"] = ours * (readmission * p["return.readmitted"])
        base = p["return.natural_assisted"]
        row["assisted"] = base + ours * ((1.0 - base) * terms["return.assisted"])
        row["regularise"] = np.where(free, 0.0, p["stay.regularised"])
        rights = min(1.0, terms["rights.portability"])
        pensions = min(1.0, rights + terms["rights.pensions"]) - rights
        portable = p["return.portability"] * rights
        shift = p["return.reentry"] * (row["reentry"] - p["return.reentry_mean"])
        row["return_shift"] = shift + ours * portable + corridor["homeward"]
        row["flight"] = side.model.shocks.at("flight", p)[us.place]
        row["pension"] = np.exp(ours * (p["return.portability"] * pensions))

    @classmethod
    def would_join(
        cls, us: "States", side: "OriginSide", corridor: Rows, disposition: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Which of us gain more from a partnership than it costs them (ODD 7.12).

        disposition  of each government, -1 to 1, drawn once
        """
        p, scale = side.model.now, side.model.settings.persons_per_agent
        stay = side.stock[us.place][:, list(IRREGULAR)].sum(axis=(1, 2)) * scale
        cycle = np.exp(-p["permit.quota_unemployment"] * np.maximum(us.slack, -5.0))
        places = corridor["labour_base"] * scale * cycle
        weights = (p["talks.join_diaspora"], p["talks.join_irregular"], p["talks.join_places"])
        benefit = joining_benefit(side.diaspora()[us.place] * scale, stay, places, weights)
        voice = min(1.0, side.policy_terms["talks.one_voice"])
        if voice > 0.0 and us.member.any():
            people = us.member * (side.diaspora()[us.place] + 1.0)
            benefit = spoken_together(benefit, people, voice)
            disposition = spoken_together(disposition, people, voice)
        cost = p["talks.join_cost"] * (1.0 + p["talks.join_spread"] * disposition)
        return us.member & (benefit > cost)

    @classmethod
    def set_work(cls, us: "States", side: "OriginSide", corridor: Rows, row: Rows) -> None:
        """Pay, odds of work, match, exploitation (ODD 7.6)."""
        model = side.model
        p = model.now
        terms = side.policy_terms
        mean = model.mean_pay(model.month)[us.place]
        mean = mean * (1.0 + model.shocks.at("pay", p)[us.place])
        row["wage"] = mean[:, None] * model.premium
        row["lent"] = p["departure.debt_free"] * p["departure.debt"] * row["wage"][:, 0]
        row["pay_index"] = mean / model.mean_pay(model.month_2015)[us.place]
        recognised = us.member * min(1.0, terms["work.recognition"])
        learning = us.member * min(1.0, terms["work.learning"])
        jobless = np.maximum(0.0, us.unemployment - us.member * terms["labour.activation"])
        odds = -p["stay.work_unemployment"] * (jobless - p["stay.unemployment_reference"])
        odds += p["stay.work_language"] * corridor["language"]
        odds += p["stay.work_recognition"] * p["stay.recognition_reach"] * recognised
        odds += us.member * terms["work.matching"] + p["stay.learning_odds"] * learning
        row["work_odds"] = odds
        row["work_duration"] = us.member * terms["work.integration"]
        sanctions = us.ours * terms["employer.sanctions"] * checks_applied(side)[us.place]
        row["checked"] = sanctions
        row["sanction_odds"] = p["stay.sanctions"] * sanctions
        row["overqualified"] = p["stay.overqualified"] * (
            1.0 - p["stay.recognition_matches"] * recognised
        )
        row["overqualified"] *= 1.0 - p["stay.learning_matches"] * learning
        rights = us.member * min(1.0, terms["rights.portability"])
        row["exploit"] = p["stay.exploitation"] * (1.0 - p["stay.portability_papers"] * rights)
        equal = us.member * min(1.0, terms["rights.equal"])
        row["exploit"] *= 1.0 - p["stay.equal_protects"] * equal
        season = us.member * min(1.0, terms["seasonal.protection"])
        row["exploit_season"] = row["exploit"] * (1.0 - p["stay.season_protects"] * season)
        row["exploit_irregular"] = p["stay.exploitation_irregular"] * (
            1.0 - p["stay.sanctions_protect"] * sanctions
        )

    @classmethod
    def set_protection(cls, us: "States", side: "OriginSide", corridor: Rows, row: Rows) -> None:
        """Asylum and protection (ODD 7.9)."""
        p = side.model.now
        row["recognition"] = corridor["recognition"]
        terms = side.policy_terms
        common = min(1.0, terms["asylum.common"]) * us.member
        mean = corridor["recognition"][us.member].mean() if us.member.any() else 0.0
        row["recognition"] += common * (mean - row["recognition"])
        row["asylum_months"] = p["protection.asylum_months"] * np.where(
            us.member, terms["asylum.speed"], 1.0
        )
        row["asylum_bid"] = p["protection.asylum_bid"] * us.member
        row["protection"] = np.minimum(1.0, in_places(side, "region.protection")[us.place])
        settles = in_places(side, "region.integration")[us.place]
        row["integrate"] = p["protection.refuge_integrate"] * settles
        row["chance"][:, Channel.ASYLUM] = np.maximum(row["recognition"], 0.02)
        row["cost"][:, Channel.ASYLUM] = row["cost"][:, Channel.SHORT_STAY]

    @classmethod
    def set_safeguards(cls, us: "States", side: "OriginSide", corridor: Rows, row: Rows) -> None:
        """Forged papers, overstay, inspection, ethical recruitment.

        Acts in the area of common visas and the Union (ODD 7.4, 7.6, 7.8).
        """
        terms, ours = side.policy_terms, us.ours

        def here(term: str, member: bool = False) -> NDArray[np.float64]:
            """A factor where the Union's rules hold, 1 elsewhere."""
            return np.where(us.member if member else ours, terms[term], 1.0)

        row["forgery"] = np.where(us.visa_area, terms["visa.forgery"], 0.0)
        row["chance"][:, Channel.SHORT_STAY] *= 1.0 - row["forgery"]
        row["overstay"] *= here("overstay.deterred")
        row["overstay_season"] *= here("overstay.deterred")
        row["detection_overstay"] = row["detection"] * here("overstay.detection")
        row["period"] = np.where(ours, terms["return.period"], 0.0)
        row["health"] *= here("permit.health", member=True)
        row["chance"][:, Channel.HIGHLY_SKILLED] *= here("permit.skilled", member=True)
        row["work_odds"] += np.where(us.member, terms["work.discrimination"], 0.0)
        row["exploit"] *= here("work.inspection")
        row["exploit_season"] *= here("work.inspection")
        row["exploit_irregular"] *= here("work.inspection")
        row["informal_jobs"] = us.informal * here("informal.demand", member=True)
        row["informal_odds"] = side.model.now["stay.informal_odds"] * np.log(row["informal_jobs"])
        abuse = side.model.abuse[us.place]
        abuse = abuse * np.where(us.south, side.model.now["stay.exploitation_south"], 1.0)
        for what in ("exploit", "exploit_season", "exploit_irregular"):
            row[what] *= abuse

    @classmethod
    def set_reception(cls, us: "States", side: "OriginSide", corridor: Rows, row: Rows) -> None:
        """Places in reception, and what happens to those who have none (ODD 7.9)."""
        p = side.model.now
        places = np.maximum(corridor["reception"], corridor["waiting"]) * p["reception.places"]
        places *= in_places(side, "reception.places")[us.place]
        places = np.maximum(places, 1.0)  # for one person, whatever the scale
        waiting = side.asylum_seekers()[us.place]
        share = np.where(us.ours, without_place(waiting, places), 0.0)
        row["unhoused"] = share
        row["leaves_queue"] = share * p["reception.leaves"]
        hazard = p["reception.abuse"] * row["exploit_irregular"]
        row["abused_waiting"] = share * -np.expm1(-hazard * row["asylum_months"] / YEAR)


class States:
    """All states of one class in one month, a line for each.

    place          (n,) index of the world
    member         (n,) of the Union;  visa_area (n,): of the area of common visas;  ours: of either
    ageing         (n,) dependency on those of working age over that of the first month [1]
    unemployment   (n,) [%];  slack (n,): over that of the first month [%]
    informal       (n,) jobs without papers, over those of the reference year [1]
    south          (n,) outside the Union, at less than half of the mean pay of its members
    """

    def __init__(self, states: Sequence[State]) -> None:
        """States that follow the same rules."""
        self.states = tuple(states)
        self.rules = type(states[0])
        self.place = np.array([state.place for state in states])
        everywhere = np.arange(len(states[0].model.world.places))
        self.everywhere = np.array_equal(self.place, everywhere)

    def look(self) -> None:
        """Let every state look at the month."""
        for state in self.states:
            state.step()
        self.member = np.array([state.member for state in self.states])
        self.visa_area = np.array([state.visa_area for state in self.states])
        self.ours = self.member | self.visa_area
        model = self.states[0].model
        shock = model.shocks.at("jobs", model.now)[self.place]
        usual = np.array([state.unemployment for state in self.states])
        self.unemployment = np.minimum(usual + shock, MOST_JOBLESS)
        reference = np.array([state.unemployment_reference for state in self.states])
        self.slack = self.unemployment - reference
        self.informal = np.array([state.informal for state in self.states])
        self.south = self.states[0].model.south[self.place]
        self.ageing = np.ones(self.place.size)
        if model.now["permit.ageing"] > 0.0:
            now, then = (dependency(*model.ages(m)) for m in (model.month, model.settings.start))
            self.ageing = (now / then)[self.place]

    def would_join(self, side: "OriginSide", disposition: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which would take part in a partnership with an origin (n,)."""
        corridor = side.corridors.take(self.place)
        return self.rules.would_join(self, side, corridor, disposition[self.place])

    def decide(self, side: "OriginSide") -> None:
        """Set what the people of an origin meet in each; at home they need no state's leave."""
        corridors, rows = side.corridors, side.terms.places
        home = corridors[side.home].copy(), rows[side.home].copy()
        if self.everywhere:  # nothing to pick out and put back
            self.rules.decide(self, side, corridors, rows)
        else:
            corridor, row = corridors.take(self.place), rows.take(self.place)
            self.rules.decide(self, side, corridor, row)
            corridors.put(self.place, corridor)
            rows.put(self.place, row)
        corridors[side.home], rows[side.home] = home
