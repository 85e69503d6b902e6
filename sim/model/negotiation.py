"""Talks of the Union with one partner: the ladder, the offer, the partner's effort (ODD 7.12)."""

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.equations import negotiation as eq
from sim.equations.draws import Purpose, uniform
from sim.levers.dialogues import fellows, world_meets
from sim.levers.partnership import DELIVERED
from sim.levers.registry import standard_registry
from sim.model.ladder import (
    AGREED,
    NAMES,
    REFORMS,
    STEPS_NAME,
    THRESHOLDS,
    rung_before,
    rung_in_force,
)
from sim.results.record import Step
from sim.vocabulary import IRREGULAR, Channel, Flow, RouteFlow, Rung

if TYPE_CHECKING:
    from sim.model.origin_side import OriginSide

TALKS = 1 << 20
"""First identity of draws for talks, out of the way of recruiters."""
CONCLUDES = TALKS + (1 << 10)
YEAR = 12
FEW = 100.0
"""Persons added to both when irregular arrivals of two years are compared: a few are no trend."""


class Talks:
    """Where the talks of one origin with the Union stand.

    rung        on the ladder;  suspended: months of suspension left [month]
    wanted      effort that pays best for the partner on its rung [1]; `side.cooperation` follows
    access, burden  of each rung to the partner [1];  openness: of member states to it [1]
    compliance  index of what the Union sees [1];  met: months in a row above the next threshold
    reforms     share of what a roadmap asks for that is made [1]
    trust       [1];  offer, delivered: package, as a share of a full one [1]
    joined      member states that take part (places,);  coverage: of the diaspora in members [1]
    steps       what happened, in words
    """

    def __init__(self, side: "OriginSide") -> None:
        """Open the talks with an origin."""
        model, iso3 = side.model, side.iso3
        p = model.now
        self.side = side
        self.readiness = p.get(f"readiness.{iso3}", p["talks.readiness"])
        self.transit = p.get(f"transit.{iso3}", p["talks.transit"])
        self.rung = max(rung_before(model, iso3), rung_in_force(side.settings))
        self.trust = p["talks.trust"]
        side.cooperation = p["talks.effort"]
        self.compliance = self.wanted = self.offer = self.delivered = 0.0
        self.reforms = 0.0
        self.met = self.suspended = self.open_months = self.months = 0
        self.year: deque[tuple[float, ...]] = deque(maxlen=YEAR)
        self.reference = -1.0
        self.openness = 1.0
        self.access: list[float] = []
        self.burden: list[float] = []
        self.declined: Rung | None = None
        self.threshold = 0.0
        places = len(model.world.places)
        luck = [uniform(side.seed, TALKS + i, 0, Purpose.STATE.value) for i in range(places)]
        self.disposition = 2.0 * np.array(luck) - 1.0
        self.willing = np.zeros(places, bool)
        self.joined = np.zeros(places, bool)
        self.coverage = 0.0
        self.steps: list[Step] = []
        self.tell(self.rung, f"talks open on the rung of {self.name(self.rung)}")

    # a month

    def step(self) -> None:
        """One month of talks: look, choose an effort, suspend or lift, move up, give."""
        self.look_back()
        if self.months % YEAR == 0:
            self.review_members()
        self.look_around()
        self.wanted = self.effort_on(self.rung)
        self.reform()
        self.suspend_or_lift()
        goal = self.on_offer()
        if goal is not None:
            self.consider(goal)
        self.give()
        self.months += 1

    def meet(self, trust: Mapping[str, float]) -> None:
        """What dialogues lend: a floor of trust, and that of others who trust more.

        Regional ones by their members, those of the whole world by all partners in talks.

        trust  last month's, by partner in talks
        """
        terms, month = self.side.policy_terms, self.side.model.month
        others = trust.keys() - {self.side.iso3}
        floor, news = terms["talks.regional_floor"], terms["talks.regional_news"]
        members = fellows(self.side.iso3, month) if floor + news > 0.0 else set()
        if members:
            self.listen(floor, news, [trust[code] for code in sorted(members & others)])
        floor, news = terms["talks.global_floor"], terms["talks.global_news"]
        if floor + news > 0.0 and world_meets(month):
            self.listen(floor, news, [trust[code] for code in sorted(others)])

    def listen(self, floor: float, news: float, heard: list[float]) -> None:
        """Trust has a floor [1], and rises towards the mean of others by `news` [year-1]."""
        self.trust = max(self.trust, min(1.0, floor))
        if heard:
            more = max(0.0, sum(heard) / len(heard) - self.trust)
            self.trust += min(1.0, news / YEAR) * more

    def look_back(self) -> None:
        """Note last month: irregular arrivals, visitors who stayed on, refused asylum, visits."""
        side, scale = self.side, self.side.model.settings.persons_per_agent
        flows = side.flows[self.area].sum(axis=0)
        entries = side.route_flows[self.area, :, RouteFlow.ENTRIES].sum()
        stayed = side.arrivals[self.area, Channel.SHORT_STAY].sum()
        irregular = flows[Flow.OVERSTAYS] + entries
        seen = (irregular, stayed, flows[Flow.ASYLUM_REFUSED], flows[Flow.VISITS])
        if self.months:
            self.year.append(tuple(float(count) * scale for count in seen))
        if self.reference < 0.0 and len(self.year) == YEAR:
            self.reference = self.past_year()[0]

    def look_around(self) -> None:
        """What all weigh this month: compliance, openness, access and burden of each rung."""
        p, side = self.side.model.now, self.side
        self.compliance = self.seen_compliance()
        self.openness = self.over_members(side.corridors["openness"])
        coverage = 0.0 if self.by_steps else self.over_members(self.willing)
        stay = side.stock[self.area][:, list(IRREGULAR)].sum()
        exposed = stay / max(1, side.diaspora()[self.area].sum())
        money = side.remittances_to_gdp()
        eased, customary = p["talks.visa_facilitated"], p["talks.customary"]
        self.access = [
            eq.access_worth(
                visa, coverage * agreed, p["talks.worth_visa"], p["talks.worth_places"],
                p["talks.worth_remittances"], money,
            )
            for visa, agreed in zip((0.0, 0.0, eased, eased, 1.0), AGREED, strict=True)
        ]  # fmt: skip
        self.burden = [
            eq.burden(
                p["talks.cost_own"], exposed, p["talks.cost_third"], self.transit,
                agreed or customary,
            )
            for agreed in AGREED
        ]  # fmt: skip

    def reform(self) -> None:
        """On a roadmap a month's effort adds to the reforms that it asks for."""
        if self.rung == Rung.VISA_ROADMAP:
            years = self.side.model.now["talks.reform_years"]
            made = self.reforms + self.side.cooperation / (YEAR * max(years, 1e-9))
            self.reforms = min(1.0, made)

    def review_members(self) -> None:
        """Once a year each member state weighs whether to take part (L36: nobody is bound)."""
        model = self.side.model
        for states in model.states_by_rules:
            self.willing[states.place] = states.would_join(self.side, self.disposition)
        if self.rung > Rung.DIALOGUE and not self.by_steps:
            self.take_in()

    def take_in(self) -> None:
        """Those who are willing take part from now on."""
        self.joined = self.willing.copy()
        self.coverage = self.over_members(self.willing)

    def suspend_or_lift(self) -> None:
        """Visa-free travel is suspended when misused, and comes back after a time (L33)."""
        p = self.side.model.now
        if self.rung != Rung.VISA_FREE_TRAVEL:
            return
        if self.suspended:
            self.suspended -= 1
            if not self.suspended:
                self.open_months = 0
                self.tell(self.rung, "the suspension ends, travel is visa-free again")
            return
        self.open_months += 1
        _, stayed, refused, visits = self.past_year()
        misuse = eq.misuse_share(stayed, refused, visits)
        if self.open_months > YEAR and misuse > p["talks.suspends"]:
            self.suspended = int(p["talks.suspension_months"])
            reason = (
                f"{misuse:.1%} of short stays ended in irregular stay or a refused asylum claim"
            )
            self.tell(self.rung, f"suspended for {self.suspended} months: {reason}")

    def on_offer(self) -> Rung | None:
        """The rung that the Union offers this month; None: stay where you are."""
        p, terms = self.side.model.now, self.side.policy_terms
        if self.rung == Rung.VISA_FREE_TRAVEL:
            return None
        goal = Rung(max(self.rung + 1, Rung.MOBILITY_PARTNERSHIP))
        self.threshold = p[THRESHOLDS[goal]] + terms["talks.criteria"]
        self.met = self.met + 1 if self.compliance >= self.threshold else 0
        if self.met >= p["talks.months"]:
            ready = goal != Rung.VISA_FREE_TRAVEL or self.reforms >= 1.0
            return goal if ready else None
        agenda = self.rung == Rung.DIALOGUE and not self.by_steps and not self.met
        return Rung.COMMON_AGENDA if agenda else None

    def consider(self, goal: Rung) -> None:
        """Move up if the partner gains, somebody takes part, and the talks conclude."""
        side, terms = self.side, self.side.policy_terms
        if self.worth(goal) <= self.payoff(self.rung):
            if self.declined != goal:
                self.tell(self.rung, f"the partner declines {self.name(goal)}: it would lose by it")
            self.declined = goal
            return
        if not (self.by_steps or self.willing.any()):
            return
        pace = side.model.now["talks.pace"]
        if self.rung == Rung.DIALOGUE:
            pace *= 1.0 + terms["talks.missions"]
        if self.rung == Rung.COMMON_AGENDA:
            pace *= terms["talks.consent"]
        chance = eq.concluded(pace, terms["talks.dialogue"], self.trust)
        if uniform(side.seed, CONCLUDES + goal, side.model.tick, Purpose.STATE.value) < chance:
            self.move_to(goal)

    def move_to(self, goal: Rung) -> None:
        """Both sides agree."""
        before, self.rung, self.declined = self.rung, goal, None
        if goal == Rung.COMMON_AGENDA:
            why = f"compliance of {self.compliance:.3f} is short of the {self.threshold:.2f} asked "
            why += "for easier visas; both sides want the lighter form"
        else:
            why = f"compliance has been at least {self.threshold:.2f} for {self.met} months, "
            why += f"now {self.compliance:.2f}, and the partner gains"
        if goal == Rung.VISA_FREE_TRAVEL:
            why += "; the reforms of the roadmap are made"
        self.met = self.open_months = 0
        if not self.by_steps:
            self.take_in()
            why += f"; member states that take part: {int(self.joined.sum())}"
        self.tell(before, why)

    def give(self) -> None:
        """Offer for the effort seen; a part of it arrives, with delay; trust follows."""
        p, terms = self.side.model.now, self.side.policy_terms
        size = self.size_of(self.rung)
        self.offer = eq.package_at(size, self.conditionality, self.side.cooperation)
        arrives = self.offer * self.efficiency
        self.delivered += (arrives - self.delivered) / max(1.0, p["talks.delivery_months"])
        arrived = min(1.0, self.delivered / self.offer) if self.offer > 0.0 else 1.0
        missing = 1.0 - arrived * self.kept
        self.trust = eq.trust_after(
            self.trust, p["talks.trust_growth"], terms["talks.dialogue"], p["talks.trust_loss"],
            missing,
        )  # fmt: skip

    # what the Union sees

    @property
    def area(self) -> np.ndarray:
        """Places (places,) that share visa policy or membership."""
        model = self.side.model
        return model.eu_member | model.visa_area

    @property
    def by_steps(self) -> bool:
        """Is the ladder climbed by common steps, outside a partnership?"""
        return self.side.policy_terms["talks.common_steps"] > 0.0

    def past_year(self) -> tuple[float, ...]:
        """Sums of the last months, twelve at the most [persons]."""
        return tuple(map(sum, zip(*self.year, strict=True))) if self.year else (0.0,) * 4

    def seen_compliance(self) -> float:
        """The index, from effort, returns per order and irregular arrivals [1]."""
        p, side = self.side.model.now, self.side
        calm = 1.0
        if self.reference >= 0.0:
            calm = (self.reference + FEW) / (self.past_year()[0] + FEW)
        returned = side.return_rate() / p["talks.return_benchmark"]
        weights = (p["talks.weigh_effort"], p["talks.weigh_returns"], p["talks.weigh_irregular"])
        return eq.compliance_index(side.cooperation, returned, calm, weights)

    def over_members(self, values: np.ndarray) -> float:
        """Mean over member states, by diaspora: of a truth value the share it covers [1]."""
        members = self.side.model.eu_member
        people = self.side.diaspora()[members] + 1.0
        return float(people @ values[members] / people.sum())

    # what the Union gives

    @property
    def conditionality(self) -> float:
        """How far the package follows effort [1]."""
        p, terms = self.side.model.now, self.side.policy_terms
        return min(1.0, p["talks.conditionality"] * terms["talks.conditionality"])

    @property
    def efficiency(self) -> float:
        """Share of an offer that arrives [1]."""
        p, terms = self.side.model.now, self.side.policy_terms
        return min(1.0, p["talks.delivery"] * terms["support.delivery"])

    @property
    def kept(self) -> float:
        """What other policies of the Union leave of what the talks give [1]."""
        return 1.0 - min(1.0, self.side.policy_terms["talks.at_odds"])

    def size_of(self, rung: Rung) -> float:
        """Package of a rung for full effort [1]: tailored, and as open as member states are."""
        p, terms = self.side.model.now, self.side.policy_terms
        if rung == Rung.DIALOGUE or self.by_steps:
            return 0.0
        share = p["talks.agenda_package"] if rung == Rung.COMMON_AGENDA else 1.0
        asked = p["talks.threshold_partnership"]
        tailored = 1.0 + terms["talks.differentiation"] * (self.compliance / asked - 1.0)
        return share * terms["talks.package"] * max(0.0, tailored) * self.openness

    # what the partner weighs

    def reward(self, rung: Rung) -> float:
        """What a unit of effort brings on a rung: package, aid and trade at stake [1]."""
        p, terms = self.side.model.now, self.side.policy_terms
        trade = p["talks.worth_trade"] * terms["talks.trade"] * min(1.0, terms["talks.linked"])
        return self.worth_of_package(rung) * self.conditionality + terms["talks.aid"] + trade

    def worth_of_package(self, rung: Rung) -> float:
        """Worth of what arrives and is left of the package of a rung, for full effort [1]."""
        worth = self.side.model.now["talks.worth_package"]
        return worth * self.size_of(rung) * self.efficiency * self.kept

    def effort_on(self, rung: Rung) -> float:
        """The effort that pays best on a rung, for what lies ahead too [1]."""
        p = self.side.model.now
        reward = self.reward(rung) + eq.prospect(self.access, rung, p["talks.prospect"])
        return eq.best_effort(reward, self.burden[rung], p["talks.cost_effort"], self.readiness)

    def worth(self, rung: Rung) -> float:
        """Worth of a rung and of what it opens [1]."""
        patience = self.side.model.now["talks.prospect"]
        return eq.looking_ahead([self.payoff(each) for each in Rung], rung, patience)

    def payoff(self, rung: Rung) -> float:
        """Pay-off of a rung by itself, at the effort that is made on it [1]."""
        p = self.side.model.now
        whatever = self.worth_of_package(rung) * (1.0 - self.conditionality)
        return eq.payoff(
            self.access[rung] + whatever,
            self.reward(rung) - self.burden[rung], p["talks.cost_effort"], self.readiness,
            self.effort_on(rung), p["talks.cost_domestic"] * REFORMS[rung],
        )  # fmt: skip

    # what comes of it

    def settings(self, calendar: Mapping[str, float]) -> dict[str, float]:
        """Levers in force: agreements as the rung has them, the package as far as it arrives.

        Visa facilitation and readmission have one value: the one never without the other (L30).
        """
        agreed = float(self.rung >= Rung.MOBILITY_PARTNERSHIP)
        free = self.rung == Rung.VISA_FREE_TRAVEL and not self.suspended
        found = dict(calendar) | {
            "common_agenda": float(self.rung == Rung.COMMON_AGENDA),
            "mobility_partnership": 0.0 if self.by_steps else agreed,
            "visa_facilitation": agreed,
            "readmission_agreement": agreed,
            "visa_free": float(free),
            "support_package": min(self.delivered, 3.0),
        }
        arrives = min(1.0, self.delivered) * self.coverage
        for name in DELIVERED:
            if name in calendar:
                neutral = standard_registry()[name].neutral
                found[name] = neutral + (calendar[name] - neutral) * arrives
        return found

    def name(self, rung: Rung) -> str:
        """A rung in words."""
        if self.by_steps and rung == Rung.MOBILITY_PARTNERSHIP:
            return STEPS_NAME
        return NAMES[rung]

    def tell(self, before: Rung, reason: str) -> None:
        """Note a step: from `before` to the present rung."""
        side = self.side
        self.steps.append(
            Step(
                side.model.month, side.iso3, self.name(before), self.name(self.rung), reason,
                float(side.cooperation), float(self.compliance), float(self.trust),
                float(self.offer), float(self.delivered),
                tuple(np.array(side.world.places)[self.joined].tolist()),
            )
        )  # fmt: skip
