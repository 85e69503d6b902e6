"""The model: one world, one policy, months that follow each other (ODD 3)."""

import time
from collections.abc import Callable, Mapping
from functools import partial

import mesa
import numpy as np

from sim.behaviour.terms import MOST_RECRUITERS, tally_dtype, terms_dtype
from sim.equations.draws import guide_of
from sim.errors import InputError
from sim.kernels.ahead import compile_aside, load_compiled
from sim.levers.origins import Policy
from sim.model.agents import Migrant, Recruiter
from sim.model.application import lapses, observed_application
from sim.model.budget import price_ends
from sim.model.corridors import (
    CORRIDOR,
    free_movement,
    pay,
    permit_months,
    reference_recognition,
    reference_visas,
)
from sim.model.origin_side import OriginSide
from sim.model.processes.act import (
    people_live,
    publish_offers,
    recruiters_trade,
    set_conditions,
    states_decide,
    verify,
)
from sim.model.processes.negotiate import negotiate
from sim.model.processes.open_month import anchor_corridors, open_month, set_choice
from sim.model.processes.origins_respond import origins_respond
from sim.model.processes.record import LIVING_CODES, empty_results, record
from sim.model.reception import reference_need
from sim.model.settings import Settings, month_index, year_of
from sim.model.shocks import MOST_JOBLESS, Shocks
from sim.model.start import labour_shares, refugees_near, stock_without_refugees
from sim.model.states import State, States
from sim.model.transit import passages
from sim.params.parameters import Parameters
from sim.results.record import Record
from sim.vocabulary import Flow, RecruiterKind, Route
from sim.world.tables import World

UNEMPLOYMENT = "unemployment_rate"
Process = Callable[["MigrationModel"], None]

SCHEDULE: tuple[Process, ...] = (
    open_month,  # 3.1 calendar, dated parameters, levers -> terms
    negotiate,  # 3.2 talks with partners, where agreements are negotiated
    states_decide,  # 3.2 visas, quotas, returns
    recruiters_trade,  # 3.3 fees, entry, cheating; then the choice tables
    people_live,  # 3.4 everyone awake: leave, enter, stay, remit, return (7.1 to 7.9)
    origins_respond,  # 3.5 remittances, output, poverty
    record,  # 3.6 stocks and flows of the month
)


class MigrationModel(mesa.Model):
    """Migration between origins and the states of the world under one policy; see ODD.md."""

    schedule = SCHEDULE
    state_classes: Mapping[str, type[State]] = {}
    """Class of a state by its code, where it is not `State`."""

    def __init__(
        self, settings: Settings, world: World, parameters: Parameters, policy: Policy
    ) -> None:
        """Make states, recruiters and the population; nothing has happened yet.

        Raises:
            InputError: the settings ask for what cannot be run.
        """
        super().__init__(rng=settings.seed)
        self.settings = settings
        self.world = world
        self.parameters = parameters
        self.policy = policy
        self.tick = 0
        self.now: dict[str, float] = {}
        self._dated = [i for i in parameters.ids() if len(parameters.quantity(i).values) > 1]
        self.now = {name: parameters.value(name, settings.start) for name in parameters.ids()}
        self.shocks = Shocks(parameters, world)
        self.price_ends = price_ends(parameters)
        self.premium = np.array(
            [self.now["origin.premium_low"], 1.0, self.now["origin.premium_high"]]
        )
        self.month_2015 = month_index(2015)
        self.now_before: dict[str, float] = {}
        self.passages = passages(parameters)
        self.lapses = lapses(settings.seed, len(world.places))
        self.settings_there: dict[str, dict[str, float]] = {}
        self.eu_member = np.asarray(world.eu_member(settings.start), bool)
        self.visa_area = np.asarray(world.visa_free_area(settings.start), bool)
        self.vacancies: dict[str, np.ndarray] = {}
        self._cache: dict[tuple[str, str, int], float] = {}
        self._flights: dict[tuple[str, int], tuple[float, float]] = {}
        self._by_place: dict[tuple[str, int], np.ndarray] = {}
        self._scratch: tuple[np.ndarray, np.ndarray] | None = None
        self.engine_seconds = 0.0
        self.person_months = 0
        self.notes: list[str] = []
        compiled = settings.engine == "numba"
        aside = compile_aside(len(world.places)) if compiled else None
        self.desk = np.zeros(1, terms_dtype(len(world.places)))
        self.tallies = np.zeros(settings.threads, tally_dtype(len(world.places)))
        self.sides = [self._side(iso3) for iso3 in settings.origins]
        self._states = [
            self.state_classes.get(iso3, State)(self, iso3, place)
            for place, iso3 in enumerate(world.places)
        ]
        self.states_by_rules = [
            States([state for state in self._states if type(state) is kind])
            for kind in dict.fromkeys(map(type, self._states))
        ]
        self.place_constants = self._constants()
        self.abuse = np.array([self._abuse(iso3) for iso3 in world.places])
        for side in self.sides:
            self._join(side)
        places = len(world.places)
        self.results = empty_results(settings.months, len(self.sides), places)
        if compiled:
            load_compiled(places, aside)
        self._begin()

    # setting up

    def _side(self, iso3: str) -> OriginSide:
        kinds = [RecruiterKind.LICENSED] * int(self.now["market.licensed"])
        kinds += [RecruiterKind.UNLICENSED] * int(self.now["market.unlicensed"])
        routes = [route for route in Route if self.route_share(iso3, route) > 0.0]
        each = int(self.now["market.smugglers"])
        smugglers = [route for route in routes for _ in range(each)]
        if len(kinds) + len(smugglers) > MOST_RECRUITERS:
            raise InputError(
                f"market.licensed, .unlicensed, .smugglers: {len(kinds) + len(smugglers)} "
                f"recruiters of {iso3}; at most {MOST_RECRUITERS}, smugglers once per route"
            )
        side = OriginSide(self, iso3)
        side.recruiters = [Recruiter(self, side, i, kind, 0) for i, kind in enumerate(kinds)]
        side.recruiters += [
            Recruiter(self, side, len(kinds) + i, RecruiterKind.SMUGGLER, route)
            for i, route in enumerate(smugglers)
        ]
        licensed = int(self.now["market.licensed"])
        informal = round(self.now["market.informal"] * self.now["market.unlicensed"])
        for recruiter in side.recruiters[licensed : licensed + informal]:
            recruiter.beyond_reach = True
        served: set[tuple[int, int]] = set()
        for recruiter in side.recruiters:  # at least one of a kind on a route
            recruiter.active |= (recruiter.kind, recruiter.route) not in served
            served.add((recruiter.kind, recruiter.route))
        return side

    def _constants(self) -> np.ndarray:
        """a_d of every place (places,) [1]: its constant, and what its size adds (ODD 7.3)."""
        named = [self.own("place", iso3) for iso3 in self.world.places]
        people = self.world.values("population", year_of(self.settings.start))
        people = np.maximum(np.nan_to_num(people), 1000.0)
        size = self.now["choice.size"] * np.log(people / people.mean())
        return np.array([self.now.get(name, 0.0) for name in named]) + size

    def _abuse(self, iso3: str) -> float:
        """Exploitation in a place, or in its part of the world, over that in Europe [1]."""
        part = self.now.get(f"exploitation.{self.world.subregion(iso3)}", 1.0)
        return self.now.get(f"exploitation.{iso3}", part)

    def _join(self, side: OriginSide) -> None:
        """Give an origin its corridors to all states, and what of them does not change."""
        world, p, iso3 = self.world, self.parameters, side.iso3
        per_agent = self.settings.persons_per_agent
        year = year_of(self.settings.start)
        facilitated = any(
            event.instrument == "visa_facilitation" and event.month <= month_index(2009, 12)
            for event in world.policy_events(iso3)
        )
        demand, chance = reference_visas(world, iso3, p, float(facilitated))
        members = self.eu_member | self.visa_area
        stock = stock_without_refugees(world, iso3, self.settings)
        labour = stock * labour_shares(
            world, iso3, stock, members, p.value("population.labour_share")
        )
        corridors = np.zeros(len(world.places), CORRIDOR)
        corridors["distance"] = np.nan_to_num(world.distances(iso3), nan=5000.0)
        corridors["language"] = np.nan_to_num(world.language(iso3))
        corridors["constant"] = self.place_constants
        homeward = [self.now.get(f"return.place.{place}", 0.0) for place in world.places]
        corridors["homeward"] = homeward
        corridors["free"] = free_movement(world, iso3, self.settings.start)
        corridors["visa_demand"] = demand / 12.0 / per_agent
        corridors["visa_chance"] = chance
        corridors["labour_base"] = labour / per_agent
        corridors["recognition"] = reference_recognition(world, iso3, p)
        apart = p.value("return.apart")
        corridors["applied"] = np.where(members, observed_application(world, iso3, stock, apart), 1)
        corridors["reception"] = reference_need(world, iso3, p) / per_agent
        corridors["openness"] = 1.0
        corridors["irregular_reference"] = -1.0
        corridors["diaspora"] = stock * p.value("experiment.diaspora")
        side.corridors = corridors
        side.labour_base_union = float(corridors["labour_base"][self.eu_member].sum())
        places = side.terms.places
        places["free"] = corridors["free"]
        places["permit"] = permit_months(p)
        most = max(p.value("stay.exploitation"), p.value("stay.exploitation_irregular"))
        most *= max(1.0, p.value("stay.exploitation_south"))
        places["flight_bound"] = self.shocks.worst("flight")
        places["flight_bound"] += most * np.maximum(0.0, self.abuse - 1.0)
        places["flight_bound"][side.home] = 0.0
        weight = np.where(self.visa_area, demand + 1.0, 0.0)
        side.terms.visits[:] = np.cumsum(weight / weight.sum())
        side.terms.visits_guide[:] = guide_of(side.terms.visits)
        near = refugees_near(world, iso3, year, members)
        refuge = near / near.sum() if near.sum() > 0 else np.eye(near.size)[-1]
        places["refuge"] = np.cumsum(refuge)
        western = np.where(members | np.isin(world.places, ("USA", "CAN", "AUS")), 1.0, 0.0)
        population = np.nan_to_num(world.values("population", year))
        receivers = western * population
        side.resettlement_shares = np.cumsum(receivers / receivers.sum())

    def scratch(self, rows: int) -> tuple[np.ndarray, np.ndarray]:
        """Room for the rows and draws of a block, for each thread; all origins use it in turn.

        Returns arrays (threads, rows) of int64 and (threads, 4, rows), at least so wide.
        """
        if self._scratch is None or self._scratch[0].shape[1] < rows:
            threads = self.settings.threads
            self._scratch = np.empty((threads, rows), np.int64), np.empty((threads, 4, rows))
        return self._scratch

    def _begin(self) -> None:
        """Before the first month: terms for the first draw, books, clocks, agents."""
        unemployment = self.unemployment(self.settings.start)
        for state in self._states:
            state.unemployment_reference = float(unemployment[state.place])
        for side in self.sides:
            side.poverty_line = 0.0
            side.poverty_at_start = self._poverty_at_start(side.iso3)
            side.users_year = np.zeros(2)
        policy, self.policy = self.policy, {}  # the start is the same under every policy
        open_month(self)
        self.policy = policy
        self.vacancies_start = dict(self.vacancies)
        states_decide(self)
        for side in self.sides:
            set_conditions(side)
            publish_offers(side)
            set_choice(self, side)
            anchor_corridors(self, side)
            side.start_clocks()
            if self.settings.engine == "numba":
                side.load_survey()
            if self.settings.engine == "mesa":
                side.migrants = self._views(side)
        self.persons_at_start = np.stack([self._living(side) for side in self.sides])

    def _poverty_at_start(self, iso3: str) -> float:
        """Share of residents below the line at the start: observed, which sets the line."""
        year = year_of(self.settings.start)
        return self.world.value("poverty_headcount_8_30", iso3, year) / 100.0

    def _living(self, side: OriginSide) -> np.ndarray:
        per_agent = self.settings.persons_per_agent
        return side.stock[:, LIVING_CODES].sum(axis=2) * per_agent

    def _views(self, side: OriginSide) -> list[Migrant]:
        rows = side.population.people.size
        if rows > MOST_VIEWS:
            raise InputError(
                f"engine=mesa: {rows:,} persons as Mesa agents; at most {MOST_VIEWS:,}: raise "
                "population.persons_per_agent"
            )
        return [Migrant(self, side, row) for row in range(rows)]

    # Mesa's face

    @property
    def states(self) -> mesa.agent.AgentSet:
        """All states."""
        return mesa.agent.AgentSet(self._states, random=self.random)

    @property
    def recruiters(self) -> mesa.agent.AgentSet:
        """All recruiters of all origins."""
        return mesa.agent.AgentSet(
            [r for side in self.sides for r in side.recruiters], random=self.random
        )

    @property
    def migrants(self) -> mesa.agent.AgentSet:
        """All persons as Mesa agents, made when first asked for."""
        for side in self.sides:
            if not side.migrants:
                side.migrants = self._views(side)
        return mesa.agent.AgentSet(
            [m for side in self.sides for m in side.migrants], random=self.random
        )

    @property
    def month(self) -> int:
        """Month index of the present tick."""
        return self.settings.start + self.tick

    def step(self) -> None:
        """One month: the schedule, top to bottom."""
        if self.tick >= self.settings.months:
            raise InputError(f"the horizon of {self.settings.months} months is over")
        started = time.perf_counter()
        for process in self.schedule:
            process(self)
            if self.settings.checks:
                verify(self)
        for side in self.sides:
            flows = side.flows.sum(axis=0)
            fresh = flows[[Flow.RECRUITER_USERS, Flow.UNLICENSED_USERS]]
            side.users_year += fresh - side.users_year / 12.0
        self.tick += 1
        self.engine_seconds += time.perf_counter() - started

    # the world by month

    def read_parameters(self) -> None:
        """Dated parameters in force this month."""
        for name in self._dated:
            self.now[name] = self.parameters.value(name, self.month)

    def _everywhere(self, what: str, month: int, read: Callable[[str, int], float]) -> np.ndarray:
        """A figure of the world for all places (places,), read once a year."""
        year = year_of(month)
        if (what, year) not in self._by_place:
            self._by_place[what, year] = np.array([read(i, year) for i in self.world.places])
        return self._by_place[what, year]

    def unemployment(self, month: int) -> np.ndarray:
        """Unemployment rate by place (places,) [%]."""
        return self._everywhere(UNEMPLOYMENT, month, partial(self.world.value, UNEMPLOYMENT))

    def ages(self, month: int) -> tuple[np.ndarray, np.ndarray]:
        """Residents of 20 to 64, and of 65 and over, by place (places,) [persons]."""
        read = self.world.residents_by_age
        working = self._everywhere("working", month, lambda iso3, year: read(iso3, year)[0])
        return working, self._everywhere("old", month, lambda iso3, year: read(iso3, year)[1])

    def jobless(self) -> np.ndarray:
        """Unemployment rate of the month by place (places,) [%], shocks included."""
        added = self.shocks.at("jobs", self.now)
        return np.minimum(self.unemployment(self.month) + added, MOST_JOBLESS)

    def mean_pay(self, month: int) -> np.ndarray:
        """Mean monthly net pay by destination (places,) [EUR of 2015]."""
        share = self.now["origin.pay_share"] * self.now["experiment.destination_pay"]
        return self._everywhere("pay", month, lambda iso3, year: pay(self.world, iso3, year, share))

    def home_pay(self, iso3: str, month: int) -> float:
        """Mean monthly net pay in an origin before migration moves it [EUR of 2015]."""
        key = ("home", iso3, year_of(month))
        if key not in self._cache:
            share = self.now["origin.home_pay_share"] * self.now["experiment.home_pay"]
            self._cache[key] = pay(self.world, iso3, key[2], share)
        return self._cache[key]

    def growth(self, iso3: str, month: int) -> float:
        """Growth of GDP per head at home over the last two years [1]."""
        before = self.home_pay(iso3, month - 24) if year_of(month) > 2002 else 0.0
        return self.home_pay(iso3, month) / before - 1.0 if before > 0 else 0.0

    def remittance_prices(self, iso3: str, month: int) -> np.ndarray:
        """Observed price of remitting to an origin by place (places,) [%]."""
        key = (f"price.{iso3}", year_of(month))
        if key not in self._by_place:
            self._by_place[key] = np.asarray(self.world.remittance_price(iso3, key[1]), float)
        return self._by_place[key]

    def route_share(self, iso3: str, route: Route) -> float:
        """Share of irregular journeys from an origin on a route before policy [1].

        The origin's own, or else that of its part of the world, or else none.
        """
        name = self.own("route", iso3, f".{route.name.lower()}")
        return self.parameters.value(name) if name in self.parameters else 0.0

    def own(self, name: str, iso3: str, what: str = "") -> str:
        """Id of a parameter for a country: its own, or that of its part of the world, or `name`."""
        for whose in (iso3, self.world.subregion(iso3)):
            if f"{name}.{whose}{what}" in self.now:
                return f"{name}.{whose}{what}"
        return name

    def displacement(self, iso3: str, month: int) -> float:
        """Hazard of displacement in an origin in a month [year-1] (ODD 7.9).

        By the intensity of a conflict or disaster; or, with `protection.observed`, so that those
        who cross a border at once are as many as the new refugees of the year.
        """
        if self.now["protection.observed"] <= 0.0:
            return self.now["protection.displaced"] * self.now["protection.intensity"]
        return self.now["protection.observed"] * self._displaced(iso3, month)[0]

    def displacement_abroad(self, iso3: str, month: int) -> float:
        """Share of the displaced of a month who cross a border at once [1] (ODD 7.9)."""
        if self.now["protection.observed"] <= 0.0:
            return self.now["protection.abroad"]
        return self._displaced(iso3, month)[1]

    def _displaced(self, iso3: str, month: int) -> tuple[float, float]:
        """Displaced per resident of a year as observed [year-1], and the share who cross at once.

        With `protection.observed_idps` the rise of the internally displaced counts too, and the
        share is what was observed; else it is `protection.abroad`.
        """
        year, weight = year_of(month), self.now["protection.observed_idps"]
        if (iso3, year) not in self._flights:
            crossed, share = self.world.displacement(iso3, year), self.now["protection.abroad"]
            total = crossed / share
            if weight > 0.0:
                total = crossed + weight * self.world.new_idps(iso3, year)
                share = crossed / total if total > 0.0 else share
            self._flights[iso3, year] = min(total, MOST_DISPLACED), share
        return self._flights[iso3, year]

    def worst_displacement(self, iso3: str) -> float:
        """Largest hazard of displacement of the whole horizon [year-1]: a bound of the world."""
        if self.now["protection.observed"] <= 0.0:
            quantity = self.parameters.quantity("protection.intensity")
            return self.now["protection.displaced"] * max(value for _, value in quantity.values)
        start, months = self.settings.start, self.settings.months
        return max(self.displacement(iso3, month) for month in range(start, start + months))

    # results

    @property
    def column_bytes(self) -> int:
        """Size of all persons' columns [B]."""
        return sum(side.population.column_bytes for side in self.sides)

    @property
    def events(self) -> int:
        """Visits of awake persons so far."""
        return sum(side.events for side in self.sides)

    def leave_parent(self) -> None:
        """In a forked process: rows of one's own, in one go.

        Shared pages are copied at the first write to each, in small pages, which makes all later
        visits a tenth slower. Rows are copied as bytes, not field by field.
        """
        for side in self.sides:
            population = side.population
            rows = population.people
            population.people = rows.view(np.uint8).copy().view(rows.dtype)
            population.wake = population.wake.copy()

    def leave_to_children(self) -> None:
        """In the parent: let go of the rows that forked processes go on with; only counts stay."""
        for side in self.sides:
            del side.population
        self.release()

    def release(self) -> None:
        """Let a model that will make no more agents be forgotten when nobody holds it.

        Mesa 3.3 numbers agents by model in a dictionary, which keeps all models alive.
        """
        getattr(mesa.Agent, "_ids", {}).pop(self, None)

    def record(self) -> Record:
        """What this policy left behind, up to the present month."""
        size = sum(side.population.people.size for side in self.sides)
        return Record(
            data=self.results,
            persons_at_start=self.persons_at_start,
            persons=int(self.persons_at_start.sum()) // self.settings.persons_per_agent,
            person_months=self.person_months,
            events=self.events,
            engine_seconds=self.engine_seconds,
            bytes_per_person=self.column_bytes / max(1, size),
            notes=self.notes,
            steps=[step for side in self.sides if side.talks for step in side.talks.steps],
            imputations=list(self.world.imputations),
        )


MOST_DISPLACED = 1.0
"""Largest hazard of displacement that is read from the tables [year-1]."""
MOST_VIEWS = 2_000_000
"""Most persons that may be made Mesa agents: beyond, memory runs out before patience does."""
