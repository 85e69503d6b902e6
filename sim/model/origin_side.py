"""One origin: its population, its books, and the terms its people read (ODD 2.3).

A model holds one `OriginSide` per origin. Books are whole numbers of simulated persons; results
are scaled by `persons_per_agent` when they are recorded.
"""

import math
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.life import live_month, luck_of, stays_as_is
from sim.behaviour.terms import (
    INCOME_BANDS,
    Terms,
)
from sim.equations.compiled import interpreted
from sim.equations.demography import ADULT
from sim.equations.draws import normal
from sim.equations.origin import price_level
from sim.errors import InputError
from sim.kernels import clock, households
from sim.kernels.threads import share_out
from sim.levers.terms import neutral_terms
from sim.model.corridors import VISA_REFERENCE_YEARS
from sim.model.settings import year_of
from sim.model.start import margins_of
from sim.population.synthesis import Population, synthesise
from sim.vocabulary import (
    AT_HOME,
    LIVING,
    SEA,
    Flow,
    Gauge,
    RecruiterKind,
    Route,
    Skill,
    Status,
)

if TYPE_CHECKING:
    from sim.model.agents import Migrant, Recruiter
    from sim.model.migration_model import MigrationModel
    from sim.model.negotiation import Talks


FIRST_YEAR = 12
"""Months whose prices are those that later ones are compared with."""
LIVES = np.array([status in LIVING for status in Status], np.int64)
"""1 for each status of the living."""


LAST_OF_TREND = 2019
"""Last year to which the common trend of demand for visas, estimated up to it, is carried on."""


def rank_multipliers(spread: float) -> NDArray[np.float64]:
    """Pay by income rank relative to the mean of one's education (256,): lognormal."""
    return np.array(
        [math.exp(spread * normal((r + 0.5) / 256.0) - 0.5 * spread * spread) for r in range(256)]
    )


def key_of(seed: int, home: int) -> int:
    """Key of an origin's draws: origins share no luck; that of the first place is the seed.

    seed  below 2^42;  home: below 256

    Purposes of lasting draws are added from bit 48 on (`equations.draws.lasting`).
    """
    return seed + (home << 54)


class OriginSide:
    """Population, books and terms of one origin."""

    def __init__(self, model: "MigrationModel", iso3: str) -> None:
        """Make the population and empty books; the model fills the terms."""
        self.model = model
        self.world = model.world
        self.iso3 = iso3
        self.home = model.world.index(iso3)
        self.seed = key_of(model.settings.seed, self.home)
        p = model.now
        places = len(model.world.places)
        self.calendar: Mapping[str, float] = {}  # settings of levers by their dates
        self.settings: Mapping[str, float] = {}  # those in force, after talks
        self.policy_terms = neutral_terms()
        self.terms_there: dict[str, dict[str, float]] = {}  # of states with calendars of their own
        self.talks: Talks | None = None
        self.visa_required = np.asarray(model.world.visa_required(iso3, model.settings.start), bool)
        self.rank = rank_multipliers(p["origin.inequality"])
        self.pay_start = model.home_pay(iso3, model.settings.start) * model.premium
        settings = model.settings
        margins = margins_of(
            model.world, iso3, settings, model.parameters, self.pay_start, self.rank
        )
        self.population: Population = synthesise(
            margins, self.seed, settings.months, settings.persons_per_agent, settings.threads
        )
        self.education_gap = model.world.education_gap(iso3)
        self.terms = Terms(places, model.desk)
        self.terms.home_pay[:] = self.pay_start
        self.terms.rank[:] = self.rank
        self._suffered: tuple[float, float] | None = None
        self.suffer(0.0, 0.0)
        self.tallies = model.tallies
        books = np.zeros(1, self.tallies.dtype)
        self.stock = books["stock"][0][:places]
        self.gauges = books["gauges"][0][:places]
        self.flows = books["flows"][0][:places]
        self.arrivals = books["arrivals"][0][:places]
        self.departures = books["departures"][0][:places]
        self.route_flows = books["routes"][0][:places]
        self.market = books["market"][0]
        self.ledger = books["ledger"][0]
        self.recruiters: list[Recruiter] = []
        self.active_recruiters: Counter[tuple[int, int]] = Counter()
        self.cheapest: dict[tuple[int, int], int] = {}
        self.cooperation = 1.0
        self.labour_base_union = 1.0
        self.orders_year = 0.0
        self.returns_year = 0.0
        self.clients = np.zeros(len(RecruiterKind))
        self.extra_capital = 0.0
        self.cases_year = 0.0  # EUR, public cost by case of a year, had no budget cut it
        self.delivered = 1.0  # share of the programmes that the budget pays for
        self.accounts: dict[str, float] = {}
        self.unclaimed = 0.0
        self.households = 0
        self.received: list[float] = []
        self.prices = 1.0  # at home, over those of the start
        self.prices_from = (0.0, 0.0)  # money from abroad over GDP, and output lost, at the start
        self.gdp = 0.0
        self.events = 0
        self.migrants: list[Migrant] = []
        self._luck_of = interpreted(luck_of)
        self._stays = interpreted(stays_as_is)
        self._live = interpreted(live_month)
        self._view_records()

    def _view_records(self) -> None:
        """Terms and tallies as the interpreted engine reads them, field by field."""
        self._twin = self.terms.desk.view(np.recarray)[0]
        self._tally = self.tallies.view(np.recarray)[0]

    def __getstate__(self) -> dict[str, object]:
        """What a checkpoint keeps: all but views, which would come back as copies."""
        return {key: value for key, value in vars(self).items() if key not in ("_twin", "_tally")}

    def __setstate__(self, state: dict[str, object]) -> None:
        """Take up what a checkpoint kept."""
        vars(self).update(state)
        self._view_records()

    def suffer(self, loss: float, reach: float) -> None:
        """Take a share of their pay at home from the lowest ranks of income (ODD 7.9).

        loss, reach  share of earnings lost [1], and of earners who lose it [1]
        """
        if (loss, reach) == self._suffered:
            return
        self._suffered = loss, reach
        hit = np.arange(256) < round(256.0 * reach)
        self.terms.home_rank[:] = self.rank * np.where(hit, 1.0 - loss, 1.0)
        bands = np.arange(256) * INCOME_BANDS // 256
        pay = self.terms.home_rank
        self.band_pay = np.array([pay[bands == b].mean() for b in range(INCOME_BANDS)])

    def earnings_lost(self) -> float:
        """Share of earnings at home that a drought takes [1]."""
        return float(1.0 - self.terms.home_rank.sum() / self.rank.sum())

    def follow_prices(self) -> None:
        """Let prices at home follow money from abroad and what a crisis destroys (ODD 7.9).

        writes  prices; in the first year prices_from, what they are measured from
        """
        p = self.model.now
        money = self.remittances_to_gdp() if self.gdp > 0.0 else 0.0
        state = money, self.output_lost()
        if self.model.tick < FIRST_YEAR:
            self.prices_from = state
        rises = (now - then for now, then in zip(state, self.prices_from, strict=True))
        strengths = p["origin.prices_money"], p["origin.prices_loss"]
        self.prices = price_level(self.policy_terms["origin.swings"], strengths, rises)

    def output_lost(self) -> float:
        """Share of output that drought, recession and internal displacement take [1]."""
        model = self.model
        left = 1.0 - self.earnings_lost()
        left *= 1.0 + min(0.0, model.shocks.of("pay", self.home, model.now))
        idps = float(self.stock[self.home, Status.DISPLACED].sum())
        return 1.0 - left * (1.0 - idps / max(1, self.residents()))

    # running

    def start_clocks(self) -> None:
        """Fill the books and set everybody's clock before the first month."""
        people = self.population
        awake, luck = self.model.scratch(self._widest())
        share_out(
            self.model.settings.threads, clock.start_clocks, people.people, people.wake,
            people.blocks, awake, luck, self.terms.record, self.tallies, at=3,
        )  # fmt: skip
        self.collect()
        self.active_start = self.active_by_skill().astype(float)
        self.residents_start = self.residents()
        self.diaspora_start = self.graduates_abroad()
        self.workers_start = self.workers_abroad()
        self.short_start = self.short_sectors()

    def visit(self, tick: int) -> None:
        """Let everyone awake live this month, compiled."""
        self.set_bounds()
        people = self.population
        awake, luck = self.model.scratch(self._widest())
        share_out(
            self.model.settings.threads, clock.visit_awake, people.people, people.wake,
            people.blocks, awake, luck, self.terms.record, self.tallies, tick, at=3,
        )  # fmt: skip

    def visit_agents(self) -> None:
        """Let everyone awake live this month, as Mesa agents, interpreted."""
        self.set_bounds()
        self.terms.lay_out()
        with np.errstate(over="ignore"):  # hashes wrap around
            for migrant in self.migrants:
                migrant.look()
            for migrant in self.migrants:
                migrant.step()

    def _widest(self) -> int:
        """Rows of the largest block."""
        return int(np.diff(self.population.blocks).max())

    def set_bounds(self) -> None:
        """What follows from this month's tables for those at home (ODD 7.2), before anybody acts.

        The hazards by month of age, and the largest chance of leaving of each class.

        Raises:
            InputError: more may happen than the clocks were set for.
        """
        terms, rules = self.terms, self.terms.rules[0]
        ages = terms.ages
        ages["hazard"] = ages["thinks"] + rules["displacement"]
        ages["hazard"][:, ADULT:] += rules["visit_wish"]
        ages["happens"] = -np.expm1(-ages["hazard"] / 12.0)
        if (ages["happens"] > ages["rings"] * 1.000001).any():
            raise InputError(
                f"{self.iso3}: hazards at home above the bound that set the clocks; "
                "protection.intensity, visit.wish and departure.reconsider must not rise beyond it"
            )
        best = (terms.lift[-1] * terms.going[:, :, -1, -1]) ** rules["nest_destination"]
        terms.most[:] = best / (best + rules["staying"]) * (1.0 + 1e-9)
        terms.places["going"] = np.exp(terms.places["return_shift"])

    def look(self, row: int, tick: int) -> None:
        """Settle one awake person if nothing changes, interpreted: what `Migrant.look` calls."""
        luck = self._luck_of(row, self._twin, tick)
        wake = self.population.wake
        self._tally.flows[self.home, Flow.AWAKE] += 1
        self._stays(self.migrants, wake, row, luck, self._twin, self._tally, tick)

    def live(self, row: int, tick: int) -> None:
        """Let one person live this month, interpreted: what `Migrant.step` calls."""
        luck = self._luck_of(row, self._twin, tick)
        wake = self.population.wake
        self._live(self.migrants, wake, row, luck, self._twin, self._tally, tick)

    def load_survey(self) -> None:
        """Compile, or load, the yearly survey of households by running it over nobody."""
        nobody = np.zeros(1, np.int64)
        people = self.population
        books = np.zeros((1, households.ACCOUNTS), np.int64)
        share_out(
            1, households.account, people.people, nobody, 1, 0, self.terms.record,
            self.terms.visits, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, books, books, at=2,
        )  # fmt: skip

    def collect(self) -> None:
        """Add the threads' tallies into the books: stocks run on, flows are this month's."""
        tallies = self.tallies
        places = len(self.world.places)
        self.stock += tallies["stock"][:, :places].sum(axis=0)
        self.gauges += tallies["gauges"][:, :places].sum(axis=0)
        self.flows[:] = tallies["flows"][:, :places].sum(axis=0)
        self.arrivals[:] = tallies["arrivals"][:, :places].sum(axis=0)
        self.departures[:] = tallies["departures"][:, :places].sum(axis=0)
        self.route_flows[:] = tallies["routes"][:, :places].sum(axis=0)
        self.market[:] = tallies["market"].sum(axis=0)
        self.ledger[:] = tallies["ledger"].sum(axis=0)
        self.events += int(self.flows[:, Flow.AWAKE].sum())
        tallies.view(np.int64)[:] = 0

    def recounted(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Stocks and gauges counted anew from all rows: what the running books must equal."""
        fresh = np.zeros(1, self.tallies.dtype)
        share_out(1, clock.recount, self.population.people, self.population.blocks, fresh, at=2)
        places = len(self.world.places)
        return fresh["stock"][0][:places], fresh["gauges"][0][:places]

    # reading the books

    def persons(self) -> NDArray[np.int64]:
        """Living simulated persons by place (places,)."""
        return (LIVES @ self.stock).sum(axis=1)

    def residents(self) -> int:
        """Simulated persons who live in the origin."""
        return int(sum(self.stock[self.home, status].sum() for status in AT_HOME)
                   + self.stock[self.home, [Status.IN_TRANSIT, Status.STRANDED]].sum())  # fmt: skip

    def active_by_skill(self) -> NDArray[np.int64]:
        """Simulated persons of working age in the origin, by skill (3,)."""
        return self.gauges[self.home, Gauge.ACTIVE_LOW : Gauge.ACTIVE_HIGH + 1]

    def workers_abroad(self) -> NDArray[np.int64]:
        """Simulated persons of working age and out of school by place (places,)."""
        return self.gauges[:, Gauge.ACTIVE_LOW : Gauge.ACTIVE_HIGH + 1].sum(axis=1)

    @property
    def active_at_home(self) -> float:
        """Simulated persons of working age in the origin."""
        return float(self.active_by_skill().sum())

    def asylum_seekers(self) -> NDArray[np.int64]:
        """Simulated persons who wait for a decision on asylum, by place (places,)."""
        return self.stock[:, Status.ASYLUM_SEEKER].sum(axis=1)

    def diaspora(self) -> NDArray[np.int64]:
        """Simulated persons born in the origin who live in each place (places,)."""
        there = self.persons().copy()
        there[self.home] = 0
        return there

    def graduates_abroad(self) -> int:
        """Simulated graduates born in the origin who live elsewhere."""
        high = self.stock[:, :, Skill.HIGH].sum(axis=1)
        return int(high.sum() - high[self.home])

    def visit_growth(self) -> float:
        """Wishes to visit that are pursued over those of the reference years (ODD 7.4) [1].

        They follow income at home, and up to `LAST_OF_TREND` a trend that all origins share.
        """
        model, p = self.model, self.model.now
        year = year_of(model.month)
        income = [
            model.world.value("gdp_per_capita_ppp", self.iso3, y)
            for y in (year, *VISA_REFERENCE_YEARS)
        ]
        middle = float(np.mean(VISA_REFERENCE_YEARS))
        past = min(year, LAST_OF_TREND) - middle
        growth = p["visit.income"] * math.log(income[0] / np.mean(income[1:]))
        return math.exp(growth + p["visit.trend"] * past)

    def short_sectors(self) -> dict[str, NDArray[np.int64]]:
        """Simulated persons by place (places,) whom sectors short of people look for.

        Health workers; graduates for science and technology.
        """
        return {
            "health": self.gauges[:, Gauge.HEALTH_WORKERS].copy(),
            "science": self.stock[:, :, Skill.HIGH].sum(axis=1),
        }

    def return_rate(self) -> float:
        """Returned per order to leave in the past year, all places together [1]."""
        if self.orders_year < 1.0:
            return self.model.now["return.rate"]
        return self.returns_year / self.orders_year

    def remittances_to_gdp(self) -> float:
        """Remittances received in the last months, twelve at the most, over GDP [1]."""
        year = self.received[-12:]
        return sum(year) * 12.0 / max(1, len(year)) / max(1.0, self.gdp)

    def count_recruiters(self) -> None:
        """Count the active recruiters by kind and route, once a month; note the cheapest ones."""
        active = [r for r in self.recruiters if r.active]
        self.active_recruiters = Counter(r.niche for r in active)
        by_cost = sorted(active, key=lambda r: (-r.cost, -r.index))
        self.cheapest = {r.niche: r.index for r in by_cost}

    def skilled_exit(self) -> float:
        """Share of graduates who live abroad [1]."""
        high = self.stock[:, :, Skill.HIGH].sum(axis=1)
        return float(1.0 - high[self.home] / max(1, high.sum()))

    def overqualified_share(self) -> float:
        """Share of graduates in work abroad who work below their level [1]."""
        gauges = self.gauges.sum(axis=0)
        return float(gauges[Gauge.OVERQUALIFIED] / max(1, gauges[Gauge.GRADUATES_IN_WORK]))

    def income_gain(self, places: NDArray[np.bool_]) -> float:
        """Pay of emigrants in some places over that of the same education at home, less 1 [1].

        Of those of working age, at the odds of having work that all share; 0 if there are none.
        """
        active = self.gauges[:, Gauge.ACTIVE_LOW : Gauge.ACTIVE_HIGH + 1] * places[:, None]
        active = np.where(np.arange(len(active))[:, None] == self.home, 0, active)
        at_home = float((active * self.terms.home_pay).sum())
        there = float((active * self.terms.places["wage"]).sum())
        return there / at_home - 1.0 if at_home > 0.0 else 0.0

    def enforcement(self, route: int) -> float:
        """Border enforcement on a route, over the reference year [1]."""
        group = "border.sea" if route in SEA else "border.land"
        return self.policy_terms["border.enforcement"] * self.policy_terms[group]

    def route_fees(self) -> NDArray[np.float64]:
        """Log of last month's fees over costs of the smugglers on each route (routes,) [1].

        The mean of the active ones, or of all where none is.
        """
        found = np.zeros(len(Route))
        for route in Route:
            there = [r for r in self.recruiters if r.niche == (RecruiterKind.SMUGGLER, route)]
            asked = [math.log(r.fee / r.cost) for r in there if r.active]
            asked = asked or [math.log(r.fee / r.cost) for r in there]
            found[route] = sum(asked) / max(1, len(asked))
        return found

    def smugglers_fees(self) -> NDArray[np.float64]:
        """Fees of the active smugglers (n,) [EUR]."""
        offers = self.terms.recruiters
        return offers["fee"][(offers["kind"] == RecruiterKind.SMUGGLER) & (offers["active"] == 1)]
