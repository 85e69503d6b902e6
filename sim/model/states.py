"""States, and the rules by which they decide what the people of an origin meet (ODD 7.11).

A rule is written once for all states of a class, over arrays with a line for each state. It turns
last month's counts and this month's terms into columns of `behaviour.terms.PLACE`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.equations.visa import acceptances, queue_wait
from sim.vocabulary import Channel, Flow, Gauge, RouteFlow, label

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

    def step(self) -> None:
        """Look at the figures of a year that begins: membership, visa area, unemployment [%]."""
        model = self.model
        if not model.new_figures:
            return
        self.member = bool(model.eu_member[self.place])
        self.visa_area = bool(model.visa_area[self.place])
        self.unemployment = float(model.unemployment(model.month)[self.place])

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

    @classmethod
    def look_back(cls, us: "States", side: "OriginSide", corridor: Rows) -> None:
        """Note last month's irregular arrivals; once a year openness follows (C10)."""
        flows = side.flows[us.place]
        entries = side.route_flows[us.place, :, RouteFlow.ENTRIES].sum(axis=1)
        corridor["irregular_year"] += flows[:, Flow.OVERSTAYS] + entries
        corridor["backlog"] = side.gauges[us.place, Gauge.VISA_PENDING]
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
        openness = np.exp(-p["state.salience"] * fear + p["state.return_reward"] * rate)
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
        demand = np.maximum(corridor["visa_demand"], 1.0)
        capacity = demand * p["visa.slack"] * terms["visa.capacity"]
        wait = queue_wait(
            p["visa.base_wait"], corridor["backlog"], capacity, p["visa.longest_wait"]
        )
        odds = np.where(covered, terms["visa.odds"], 0.0)
        admitted = acceptances(corridor["visa_chance"], odds)
        fee = p["visa.fee"] * np.where(covered, terms["visa.fee"], 1.0)
        row["visa"] = visa
        row["visa_wait"] = wait
        row["visa_chance"] = admitted
        row["visa_cost"] = fee + p["visa.trouble"]
        burden = fee / p["visa.fee"] + terms["procedure.opacity"] + wait / YEAR - 2.0
        pursued = p["visit.pursued"] * np.exp(-p["visit.fee_weight"] * burden)
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
        cycle = np.exp(-p["permit.quota_unemployment"] * np.maximum(us.slack, -5.0))
        base = corridor["labour_base"] * cycle * corridor["openness"] / YEAR
        base *= terms["permit.quota"]
        share = corridor["labour_base"] / max(side.labour_base_union, 1.0)
        scheme = terms["seasonal.places"] * side.active_at_home * share / YEAR
        rooms = np.empty((base.size, len(RATIONED)))
        rooms[:, 0] = base * p["permit.quota_share"]
        rooms[:, 1] = base * p["permit.seasonal_share"] + us.member * scheme
        asked = corridor["applications"]
        scarce = asked > rooms
        rationed = np.divide(rooms, asked, out=np.ones_like(rooms), where=scarce)
        chance, wait, cost = row["chance"], row["wait"], row["cost"]
        chance[:, RATIONED] = rationed * [p[f"permit.chance_{label(c)}"] for c in RATIONED]
        chance[:, UNRATIONED] = [p[f"permit.chance_{label(c)}"] for c in UNRATIONED]
        chance[:, Channel.FREE_MOVEMENT] = 1.0
        wait[:, : Channel.FREE_MOVEMENT] = min(
            24.0, p["permit.wait"] / max(terms["visa.capacity"], 0.1)
        )
        cost[:, : Channel.FREE_MOVEMENT] = p["permit.fee"] + p["visa.travel"]
        cost[:, Channel.FREE_MOVEMENT] = p["visa.travel"]
        row["renewal"] = p["permit.renewal"]
        row["overstay_season"] = p["overstay.seasonal"] * (
            1.0 - p["overstay.circular"] * min(1.0, terms["reentry.circular"])
        )

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
        row["returned"] = np.minimum(0.98, p["return.rate"] * (1.0 + ours * gain))
        row["readmitted"] = ours * (readmission * p["return.readmitted"])
        base = p["return.natural_assisted"]
        row["assisted"] = base + ours * ((1.0 - base) * terms["return.assisted"])
        row["regularise"] = np.where(free, 0.0, p["stay.regularised"])
        portable = p["return.portability"] * terms["rights.portability"]
        shift = p["return.reentry"] * (row["reentry"] - p["return.reentry_mean"])
        row["return_shift"] = shift + ours * portable

    @classmethod
    def set_work(cls, us: "States", side: "OriginSide", corridor: Rows, row: Rows) -> None:
        """Pay, odds of work, match, exploitation (ODD 7.6)."""
        model = side.model
        p = model.now
        terms = side.policy_terms
        mean = model.mean_pay(model.month)[us.place]
        row["wage"] = mean[:, None] * model.premium
        row["pay_index"] = mean / model.mean_pay(model.month_2015)[us.place]
        recognised = us.member * terms["work.recognition"]
        odds = -p["stay.work_unemployment"] * (us.unemployment - p["stay.unemployment_reference"])
        odds += p["stay.work_language"] * corridor["language"]
        odds += p["stay.work_recognition"] * p["stay.recognition_reach"] * recognised
        row["work_odds"] = odds
        sanctions = us.ours * terms["employer.sanctions"]
        row["sanction_odds"] = p["stay.sanctions"] * sanctions
        row["overqualified"] = p["stay.overqualified"] * (
            1.0 - p["stay.recognition_matches"] * recognised
        )
        rights = us.member * terms["rights.portability"]
        row["exploit"] = p["stay.exploitation"] * (1.0 - p["stay.portability_papers"] * rights)
        row["exploit_irregular"] = p["stay.exploitation_irregular"] * (
            1.0 - p["stay.sanctions_protect"] * sanctions
        )

    @classmethod
    def set_protection(cls, us: "States", side: "OriginSide", corridor: Rows, row: Rows) -> None:
        """Asylum and protection (ODD 7.9)."""
        p = side.model.now
        row["recognition"] = corridor["recognition"]
        row["asylum_months"] = p["protection.asylum_months"]
        row["asylum_bid"] = p["protection.asylum_bid"] * us.member
        row["protection"] = side.policy_terms["region.protection"]
        row["chance"][:, Channel.ASYLUM] = np.maximum(corridor["recognition"], 0.02)
        row["cost"][:, Channel.ASYLUM] = row["cost"][:, Channel.SHORT_STAY]


class States:
    """All states of one class in one month, a line for each.

    place          (n,) index of the world
    member         (n,) of the Union;  visa_area (n,): of the area of common visas;  ours: of either
    unemployment   (n,) [%];  slack (n,): over that of the first month [%]
    """

    def __init__(self, states: Sequence[State]) -> None:
        """States that follow the same rules."""
        self.states = tuple(states)
        self.rules = type(states[0])
        self.place = np.array([state.place for state in states])

    def look(self) -> None:
        """Let every state look at the month."""
        for state in self.states:
            state.step()
        self.member = np.array([state.member for state in self.states])
        self.visa_area = np.array([state.visa_area for state in self.states])
        self.ours = self.member | self.visa_area
        self.unemployment = np.array([state.unemployment for state in self.states])
        reference = np.array([state.unemployment_reference for state in self.states])
        self.slack = self.unemployment - reference

    def decide(self, side: "OriginSide") -> None:
        """Set what the people of an origin meet in each; at home they need no state's leave."""
        corridor, row = side.corridors.take(self.place), side.terms.places.take(self.place)
        self.rules.decide(self, side, corridor, row)
        abroad = np.flatnonzero(self.place != side.home)
        side.corridors.put(self.place[abroad], corridor.take(abroad))
        side.terms.places.put(self.place[abroad], row.take(abroad))
