"""Agents of the model: migrants, states, recruiters (ODD 2.1), all of them `mesa.Agent`s."""

import math
from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.equations import market
from sim.equations.draws import Purpose, uniform
from sim.equations.journey import smuggler_fee
from sim.equations.visa import acceptance, queue_wait
from sim.model.corridors import Corridor
from sim.population.schema import PERSON, Column
from sim.vocabulary import Channel, Flow, Gauge, RecruiterKind, Status, label

if TYPE_CHECKING:
    from sim.model.migration_model import MigrationModel
    from sim.model.origin_side import OriginSide

YEAR = 12.0


class Migrant(mesa.Agent):
    """A person: row `row` of one origin's population, seen as a Mesa agent.

    Holds no state of its own: every column of `population.schema` is a property that reads and
    writes the row. Subclass it and override `step` to give persons another behaviour.
    """

    def __init__(self, model: "MigrationModel", side: "OriginSide", row: int) -> None:
        """See row `row` of the population of `side`."""
        super().__init__(model)
        self.side = side
        self.row = row
        self._record = side.population.people[row]

    def look(self) -> None:
        """Before anybody acts: sleep on if the clock rings and nothing changes (ODD 3.4)."""
        if self.wake == self.model.tick:
            self.side.look(self.row, self.model.tick)

    def step(self) -> None:
        """Live one month; the compiled engine does the same to every row."""
        if self.wake == self.model.tick:
            self.side.live(self.row, self.model.tick)

    @property
    def uid(self) -> int:
        """Identity, never reused."""
        return self.row

    @property
    def wake(self) -> int:
        """Tick at which something may happen next."""
        return int(self.side.population.wake[self.row])

    def __repr__(self) -> str:
        """Who, where, what."""
        place = self.side.world.places[self.place]
        return f"Migrant({self.side.iso3} {self.row}, {label(Status(self.status))} in {place})"


def cell(column: Column) -> property:
    """A property of `Migrant` that stands for one column."""

    def read(self: Migrant) -> int:
        return int(self._record[column.name])

    def write(self: Migrant, value: int) -> None:
        self._record[column.name] = value

    return property(read, write, doc=f"{column.doc} [{column.unit}]")


for _column in PERSON:
    setattr(Migrant, _column.name, cell(_column))


class State(mesa.Agent):
    """A country as an actor: admits, queues, refuses, detects and sends back (ODD 7.11).

    Its rules turn last month's counts and this month's terms into what the people of each origin
    will meet. Fixed facts lie in its `corridors`, one per origin.
    """

    def __init__(self, model: "MigrationModel", iso3: str, place: int) -> None:
        """A state at index `place` of the world."""
        super().__init__(model)
        self.iso3 = iso3
        self.place = place
        self.corridors: dict[str, Corridor] = {}
        self.unemployment = 0.0
        self.unemployment_reference = 0.0
        self.member = False
        self.visa_area = False

    def step(self) -> None:
        """Decide for the coming month."""
        model = self.model
        month = model.month
        self.member = bool(model.eu_member[self.place])
        self.visa_area = bool(model.visa_area[self.place])
        self.unemployment = model.unemployment(self.iso3, month)
        for side in model.sides:
            corridor = self.corridors.get(side.iso3)
            if corridor is not None:
                row = side.terms.places[self.place]
                row["union"] = self.member
                row["irregular_entry"] = self.member or self.visa_area
                self.look_back(side, corridor)
                self.set_visas(side, corridor)
                self.set_permits(side, corridor)
                self.set_returns(side, corridor)
                self.set_work(side, corridor)
                self.set_protection(side, corridor)

    def look_back(self, side: "OriginSide", corridor: Corridor) -> None:
        """Note last month's irregular arrivals; once a year openness follows (C10)."""
        flows = side.flows[self.place]
        corridor.irregular_year += flows[Flow.OVERSTAYS] + side.route_flows[self.place, :, 3].sum()
        corridor.backlog = float(side.gauges[self.place, Gauge.VISA_PENDING])
        asked = (flows[Flow.LABOUR_APPLICATIONS], flows[Flow.SEASONAL_APPLICATIONS])
        corridor.applications += (np.asarray(asked) - corridor.applications) / 6.0
        if self.model.tick == 0 or self.model.tick % 12:
            return
        seen = corridor.irregular_year * self.model.settings.persons_per_agent
        if corridor.irregular_reference < 0.0:
            corridor.irregular_reference = seen
        fear = math.log((seen + 100.0) / (corridor.irregular_reference + 100.0))
        p = self.model.now
        rate = side.return_rate(self.place) - p["return.rate"]
        openness = math.exp(-p["state.salience"] * fear + p["state.return_reward"] * rate)
        corridor.openness = min(p["state.openness_high"], max(p["state.openness_low"], openness))
        corridor.irregular_year = 0.0

    def set_visas(self, side: "OriginSide", corridor: Corridor) -> None:
        """Queue, chance, price and use of short-stay visas (ODD 7.4)."""
        p = self.model.now
        terms = side.policy_terms
        row = side.terms.places[self.place]
        covered = self.visa_area
        required = side.visa_required[self.place]
        row["visa"] = float(required) * (terms["visa.required"] if covered else 1.0)
        capacity = max(corridor.visa_demand, 1.0) * p["visa.slack"] * terms["visa.capacity"]
        wait = queue_wait(p["visa.base_wait"], corridor.backlog, capacity, p["visa.longest_wait"])
        row["visa_wait"] = wait
        row["visa_chance"] = acceptance(
            1.0 / (1.0 + math.exp(-corridor.visa_logit)), terms["visa.odds"] if covered else 0.0
        )
        fee = p["visa.fee"] * (terms["visa.fee"] if covered else 1.0)
        row["visa_cost"] = fee + p["visa.trouble"]
        weight = p["visit.fee_weight"]
        burden = fee / p["visa.fee"] + terms["procedure.opacity"] + wait / YEAR - 2.0
        free = p["visit.pursued"]
        row["pursued"] = min(1.0, free * math.exp(-weight * burden))
        exempt = 1.0 - row["visa"]
        row["overstay"] = exempt * p["visit.overstay_free"] + row["visa"] * p["visit.overstay"]
        row["turned_back"] = p["visit.turned_back"]
        chance = exempt * (1.0 - row["turned_back"]) + row["visa"] * row["visa_chance"]
        row["chance"][Channel.SHORT_STAY] = chance
        row["cost"][Channel.SHORT_STAY] = row["visa"] * row["visa_cost"] + p["visa.travel"]
        multiple = terms["visa.multiple"] if covered else 0.0
        reentry = exempt + row["visa"] * (
            multiple + (1.0 - multiple) * row["visa_chance"] * p["visa.reentry_single"]
        )
        reentry += (1.0 - min(1.0, reentry)) * min(1.0, terms["reentry.circular"])
        row["reentry"] = 1.0 if corridor.free else min(1.0, reentry)
        keeps = p["visa.multiple_keeps"] * multiple
        row["may_come_back"] = min(1.0, keeps + terms["reentry.circular"])

    def set_permits(self, side: "OriginSide", corridor: Corridor) -> None:
        """Places for workers follow vacancies and openness; the rest is rationed (ODD 7.4)."""
        p = self.model.now
        terms = side.policy_terms
        row = side.terms.places[self.place]
        slack = self.unemployment - self.unemployment_reference
        cycle = math.exp(-p["permit.quota_unemployment"] * max(slack, -5.0))
        base = corridor.labour_base * cycle * corridor.openness / YEAR
        places = base * p["permit.quota_share"] * terms["permit.quota"]
        seasonal = base * p["permit.seasonal_share"] * terms["permit.quota"]
        if self.member:
            share = corridor.labour_base / max(side.labour_base_union, 1.0)
            seasonal += terms["seasonal.places"] * side.active_at_home * share / YEAR
        wait = p["permit.wait"] / max(terms["visa.capacity"], 0.1)
        for channel, room, asked in (
            (Channel.LABOUR, places, corridor.applications[0]),
            (Channel.SEASONAL, seasonal, corridor.applications[1]),
        ):
            inside = p[f"permit.chance_{label(channel)}"]
            rationed = min(1.0, room / asked) if asked > room else 1.0
            row["chance"][channel] = inside * rationed
            row["wait"][channel] = min(24.0, wait)
        for channel in (Channel.HIGHLY_SKILLED, Channel.STUDY, Channel.FAMILY):
            row["chance"][channel] = p[f"permit.chance_{label(channel)}"]
            row["wait"][channel] = min(24.0, wait)
        fee = p["permit.fee"] + p["visa.travel"]
        row["cost"][:5] = fee
        row["cost"][Channel.FREE_MOVEMENT] = p["visa.travel"]
        row["chance"][Channel.FREE_MOVEMENT] = 1.0
        row["renewal"] = p["permit.renewal"]
        row["overstay_season"] = p["overstay.seasonal"] * (
            1.0 - p["overstay.circular"] * min(1.0, terms["reentry.circular"])
        )

    def set_returns(self, side: "OriginSide", corridor: Corridor) -> None:
        """Detection, orders, returns, readmission, help to return (ODD 7.8)."""
        p = self.model.now
        terms = side.policy_terms
        row = side.terms.places[self.place]
        ours = self.member or self.visa_area
        effort = terms["return.effort"] if ours else 1.0
        free = p["stay.detection_free"] if corridor.free else 1.0
        row["detection"] = p["stay.detection"] * effort * free
        row["ordered"] = min(1.0, p["stay.ordered"] * math.sqrt(effort))
        readmission = terms["return.readmission"] if ours else 0.0
        linked = min(readmission, terms["return.linked"])
        partner = terms["cooperation.partnership"] * side.cooperation if ours else 0.0
        gain = readmission * p["return.eura"] + linked * p["return.eura_linked"]
        gain += partner * p["state.cooperation_gain"]
        row["returned"] = min(0.98, p["return.rate"] * (1.0 + gain))
        row["readmitted"] = readmission * p["return.readmitted"]
        base = p["return.natural_assisted"]
        row["assisted"] = base + (1.0 - base) * terms["return.assisted"] if ours else base
        row["regularise"] = 0.0 if corridor.free else p["stay.regularised"]
        shift = p["return.reentry"] * (row["reentry"] - p["return.reentry_mean"])
        if ours:
            shift += p["return.portability"] * terms["rights.portability"]
        row["return_shift"] = shift

    def set_work(self, side: "OriginSide", corridor: Corridor) -> None:
        """Pay, odds of work, match, exploitation (ODD 7.6)."""
        p = self.model.now
        terms = side.policy_terms
        row = side.terms.places[self.place]
        model = self.model
        mean = model.mean_pay(self.iso3, model.month)
        row["wage"][:] = mean * model.premium
        row["pay_index"] = mean / model.mean_pay(self.iso3, model.month_2015)
        recognised = terms["work.recognition"] if self.member else 0.0
        odds = -p["stay.work_unemployment"] * (self.unemployment - p["stay.unemployment_reference"])
        odds += p["stay.work_language"] * corridor.language
        odds += p["stay.work_recognition"] * recognised * p["stay.recognition_reach"]
        row["work_odds"] = odds
        sanctions = terms["employer.sanctions"] if self.member or self.visa_area else 0.0
        row["sanction_odds"] = p["stay.sanctions"] * sanctions
        row["overqualified"] = p["stay.overqualified"] * (
            1.0 - p["stay.recognition_matches"] * recognised
        )
        rights = terms["rights.portability"] if self.member else 0.0
        safer = 1.0 - p["stay.portability_papers"] * rights
        row["exploit"] = p["stay.exploitation"] * safer
        row["exploit_irregular"] = p["stay.exploitation_irregular"] * (
            1.0 - p["stay.sanctions_protect"] * sanctions
        )

    def set_protection(self, side: "OriginSide", corridor: Corridor) -> None:
        """Asylum and protection (ODD 7.9)."""
        p = self.model.now
        row = side.terms.places[self.place]
        row["recognition"] = corridor.recognition
        row["asylum_months"] = p["protection.asylum_months"]
        row["asylum_bid"] = p["protection.asylum_bid"] * float(self.member)
        row["protection"] = side.policy_terms["region.protection"]
        row["chance"][Channel.ASYLUM] = max(corridor.recognition, 0.02)
        row["cost"][Channel.ASYLUM] = row["cost"][Channel.SHORT_STAY]


class Recruiter(mesa.Agent):
    """A go-between with a price, a reputation and a choice to cheat (ODD 7.10, C11)."""

    def __init__(
        self,
        model: "MigrationModel",
        side: "OriginSide",
        index: int,
        kind: RecruiterKind,
        route: int,
    ) -> None:
        """Recruiter `index` of an origin; `route` is the one a smuggler serves, else 0."""
        super().__init__(model)
        self.side = side
        self.index = index
        self.kind = kind
        self.route = route
        spread = uniform(side.seed, index, 0, Purpose.MARKET.value)
        self.cost = model.now[f"market.cost_{label(kind)}"] * (
            1.0 + model.now["market.spread"] * (2.0 * spread - 1.0)
        )
        self.conscience = uniform(side.seed, index, 1, Purpose.MARKET.value)
        self.active = (
            uniform(side.seed, index, 2, Purpose.MARKET.value) < (model.now["market.active"])
        )
        self.reputation = model.now["market.reputation"]
        self.cheating = False
        self.losses = 0
        self.closed_until = -1
        self.fee = self.cost

    def step(self) -> None:
        """Learn from last month, then enter, leave, set a fee, and cheat or not."""
        side = self.side
        clients, paid, _ = (
            int(x) * self.model.settings.persons_per_agent for x in side.market[self.index]
        )
        self.learn(clients)
        self.enter_or_leave(clients, paid)
        self.set_fee()
        self.decide_to_cheat()
        self.publish()

    def learn(self, clients: int) -> None:
        """Reputation drifts towards the truth: faster with clients, faster under public rating."""
        rating = self.side.policy_terms["recruiter.monitoring"]
        p = self.model.now
        truth = p["market.dishonest"] if self.cheating else p["market.honest"]
        weight = p["market.learning"] + p["market.learning_rated"] * rating
        if clients > 0:
            weight += p["market.learning_clients"]
        self.reputation += weight * (truth - self.reputation)

    def enter_or_leave(self, clients: int, paid: int) -> None:
        """Entry when the kind's clients would feed one more; exit after months of loss."""
        p = self.model.now
        terms = self.side.policy_terms
        tick = self.model.tick
        licence = 0.0
        if self.kind == RecruiterKind.LICENSED:
            licence = p["market.licence"] * (
                1.0 - p["market.licence_relief"] * terms["recruiter.licensing"]
            )
        profit = paid - clients * self.cost - licence
        if self.active:
            self.losses = self.losses + 1 if profit <= 0.0 else 0
            if self.kind == RecruiterKind.UNLICENSED and self.caught(p["market.closed"]):
                self.active = False
                self.closed_until = tick + 12
            elif self.losses > p["market.patience"] and self.side.rivals(self) > 1:
                self.active = False
                self.losses = 0
            return
        if tick < self.closed_until:
            return
        expected = self.side.clients_a_month(self.kind) / (self.side.rivals(self) + 1)
        threshold = p["market.entry"]
        if self.kind == RecruiterKind.UNLICENSED:
            threshold *= 1.0 + p["market.barrier"] * terms["recruiter.licensing"]
        draw = uniform(self.side.seed, self.index, tick, Purpose.MARKET.value)
        if expected > threshold and draw < p["market.enters"]:
            self.active = True
            self.losses = 0

    def caught(self, rate: float) -> bool:
        """Does licensing or monitoring close an unlicensed broker this month?"""
        terms = self.side.policy_terms
        reach = terms["recruiter.licensing"]
        reach += self.model.now["market.closed_rated"] * terms["recruiter.monitoring"]
        draw = uniform(self.side.seed, self.index, self.model.tick, Purpose.STATE.value)
        return draw < rate * reach

    def set_fee(self) -> None:
        """Cost and mark-up; a smuggler's fee answers enforcement (ODD 7.5, 7.10)."""
        p = self.model.now
        rivals = max(1, self.side.rivals(self))
        if self.kind == RecruiterKind.SMUGGLER:
            enforcement = self.side.policy_terms["border.enforcement"]
            self.fee = smuggler_fee(
                self.cost, enforcement, p["market.enforcement"], p["market.markup"], rivals
            )
        else:
            rating = self.side.policy_terms["recruiter.monitoring"]
            self.fee = market.fee(
                self.cost, p["market.markup"], rivals, p["market.rating_markup"] * rating
            )

    def decide_to_cheat(self) -> None:
        """Weigh the gain against detection and the worth of a good name (C11)."""
        p = self.model.now
        detected = market.detection(
            p["market.detection"],
            p["market.monitoring"],
            self.side.policy_terms["recruiter.monitoring"],
        )
        worth = p["market.name_worth"] * self.reputation
        if self.kind == RecruiterKind.LICENSED:
            worth *= p["market.name_licensed"]
        gain = p["market.cheat_gain"] * 2.0 * self.conscience
        self.cheating = market.cheats(gain, detected, p["market.penalty"], worth)

    def publish(self) -> None:
        """Write what persons will see into the month's terms."""
        p = self.model.now
        row = self.side.terms.recruiters[self.index]
        row["kind"] = self.kind
        row["active"] = self.active
        row["fee"] = self.fee
        row["quality"] = self.reputation
        row["cheat"] = p["market.cheated_share"] * 2.0 * self.cheating
        if self.kind == RecruiterKind.LICENSED:
            row["traffics"] = p["market.trafficked_licensed"]
        elif self.kind == RecruiterKind.UNLICENSED:
            row["traffics"] = p["market.trafficked_unlicensed"]
