"""A census: what is read from the persons themselves, month by month, beside the recorded outcomes.

The experiments behind the stylised facts ask for what no outcome holds: how long a cohort stays, at
what age people leave, what a household earns. A watcher is called after every step of a model,
reads the columns of its first origin and changes nothing; `result` gives what it saw. The monthly
loops know nothing of it.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.equations.demography import ADULT
from sim.equations.draws import Purpose
from sim.equations.traits import FIRST, IN_WORK, OVERQUALIFIED
from sim.kernels.households import RETIRES
from sim.population.schema import MONEY_UNIT
from sim.vocabulary import Channel, Flow, Sector, Skill, Status

if TYPE_CHECKING:
    from sim.model.migration_model import MigrationModel
    from sim.model.origin_side import OriginSide

Seen = dict[str, NDArray[Any]]
LONGEST = 132
"""Months of stay that a cohort is followed."""
LABOURERS = np.array(
    [
        Status.SEASONAL <= status <= Status.FREE_MOVER
        or status in (Status.PROTECTED, Status.RESETTLED, Status.REGULARISED, Status.SETTLED)
        or status in (Status.OVERSTAYER, Status.IRREGULAR_ENTRANT, Status.REFUSED)
        for status in Status
    ]
)
"""Statuses abroad that belong to the labour force there (`behaviour.counting.may_work`)."""
STAYERS = (
    Channel.LABOUR, Channel.HIGHLY_SKILLED, Channel.STUDY, Channel.FAMILY, Channel.FREE_MOVEMENT,
)  # fmt: skip
"""Channels of legal migrants who come to stay longer than a season."""


def skill_of_all(people: NDArray[np.void]) -> NDArray[np.uint8]:
    """Skill of every person (persons,)."""
    return (people["traits"] >> 1) & 3


def sector_of_all(people: NDArray[np.void]) -> NDArray[np.uint8]:
    """Sector of every person (persons,)."""
    return (people["traits"] >> 3) & 3


def in_force_abroad(people: NDArray[np.void], home: int) -> NDArray[np.bool_]:
    """Who belongs to the labour force of another place (persons,)."""
    at_work = LABOURERS[people["status"]] & (sector_of_all(people) != Sector.NONE)
    return np.asarray(at_work & (people["place"] != home))


class Watcher:
    """Reads persons after each month. Subclasses say what they keep."""

    def __init__(self, model: "MigrationModel") -> None:
        """Prepare to watch the first origin of a model."""
        self.model = model
        self.side: OriginSide = model.sides[0]
        self.home = self.side.home
        self.people = self.side.population.people

    @property
    def tick(self) -> int:
        """The month that has just been lived."""
        return self.model.tick - 1

    def look(self) -> None:
        """Read the month that is over."""

    def result(self) -> Seen:
        """What was seen, by name."""
        return {}

    def newcomers(self) -> NDArray[np.intp]:
        """Rows of those who came to a place abroad this month by a channel of their choice."""
        people = self.people
        came = (people["arrived"] == self.tick) & (people["place"] != self.home)
        came &= (people["status"] != Status.DEAD) & (people["status"] != Status.UNBORN)
        return np.flatnonzero(came & (people["channel"] < Channel.RESETTLEMENT))


class Arrivals(Watcher):
    """Everybody who arrives abroad: month, row, age [year], channel, place, savings [EUR]."""

    def __init__(self, model: "MigrationModel") -> None:
        """Nobody has come yet."""
        super().__init__(model)
        self.months: list[Seen] = []

    def look(self) -> None:
        """Note who came this month."""
        rows = self.newcomers()
        who = self.people[rows]
        self.months.append(
            {
                "tick": np.full(rows.size, self.tick),
                "row": rows,
                "age": (self.tick - who["birth"]) / 12.0,
                "channel": who["channel"].copy(),
                "place": who["place"].copy(),
                "savings": who["savings"] * float(MONEY_UNIT),
            }
        )

    def result(self) -> Seen:
        """One array for each column."""
        return {key: np.concatenate([m[key] for m in self.months]) for key in self.months[0]}


class Stays(Watcher):
    """How long legal migrants stay: at risk and gone by month of stay (LONGEST,).

    All who come within the run are followed until they leave the place, die, or the run ends.
    """

    def __init__(self, model: "MigrationModel") -> None:
        """Nobody is followed yet."""
        super().__init__(model)
        self.since = np.full(self.people.size, -1, np.int16)
        self.place = np.zeros(self.people.size, np.uint8)
        self.at_risk = np.zeros(LONGEST, np.int64)
        self.gone = np.zeros(LONGEST, np.int64)

    def look(self) -> None:
        """Count who left this month among those followed; then follow the newcomers."""
        rows = np.flatnonzero(self.since >= 0)
        who = self.people[rows]
        stay = np.minimum(self.tick - self.since[rows] - 1, LONGEST - 1)
        dead = who["status"] == Status.DEAD
        left = ~dead & ((who["place"] != self.place[rows]) | (who["arrived"] != self.since[rows]))
        self.at_risk += np.bincount(stay[~dead], minlength=LONGEST)
        self.gone += np.bincount(stay[left], minlength=LONGEST)
        self.since[rows[dead | left]] = -1
        came = self.newcomers()
        came = came[np.isin(self.people["channel"][came], STAYERS)]
        self.since[came] = self.tick
        self.place[came] = self.people["place"][came]

    def result(self) -> Seen:
        """The life table."""
        return {"at_risk": self.at_risk, "gone": self.gone}


class FirstYear(Watcher):
    """Labour force and in work among migrants in their first year abroad, by month (months,)."""

    def __init__(self, model: "MigrationModel") -> None:
        """Nothing seen yet."""
        super().__init__(model)
        self.force: list[int] = []
        self.working: list[int] = []

    def look(self) -> None:
        """Count this month's."""
        people = self.people
        fresh = in_force_abroad(people, self.home) & (people["arrived"] > self.tick - 12)
        fresh &= people["arrived"] >= 0
        self.force.append(int(fresh.sum()))
        self.working.append(int((people["traits"][fresh] & IN_WORK > 0).sum()))

    def result(self) -> Seen:
        """Persons by month."""
        return {"force": np.array(self.force), "working": np.array(self.working)}


class Abroad(Watcher):
    """The labour force abroad at the end of each year of the run, a line for each person.

    tick, row, place, skill; months since arrival; came: within the run; working, overqualified;
    pay [EUR month-1], 0 without work; remits [EUR month-1 at pay of 2015].
    """

    def __init__(self, model: "MigrationModel") -> None:
        """No year is over yet."""
        super().__init__(model)
        self.years: list[Seen] = []

    def look(self) -> None:
        """Read everybody at the end of a year."""
        if self.tick % 12 == 11:
            self.years.append(self.read())

    def result(self) -> Seen:
        """One array for each column, of all years."""
        return {key: np.concatenate([y[key] for y in self.years]) for key in self.years[0]}

    def read(self) -> Seen:
        """The present month."""
        people, places = self.people, self.side.terms.places
        rows = np.flatnonzero(in_force_abroad(people, self.home))
        who = people[rows]
        skill = skill_of_all(who)
        working = who["traits"] & IN_WORK > 0
        below = who["traits"] & OVERQUALIFIED > 0
        irregular = (who["status"] >= Status.OVERSTAYER) & (who["status"] <= Status.REFUSED)
        p = self.model.now
        pay = places["wage"][who["place"], skill] * self.side.rank[who["income"]]
        pay *= np.where(below, 1.0 - p["stay.mismatch_loss"], 1.0)
        pay *= np.where(irregular, 1.0 - p["stay.irregular_loss"], 1.0)
        return {
            "tick": np.full(rows.size, self.tick),
            "row": rows,
            "place": who["place"].copy(),
            "skill": skill,
            "months": self.tick - who["arrived"].astype(np.int64),
            "working": working,
            "overqualified": below,
            "pay": np.where(working, pay, 0.0),
            "remits": who["remits"] * float(MONEY_UNIT),
        }


class Market(Watcher):
    """The market of recruiters by month (months,): movers, users, users of the unlicensed, fees.

    movers  who decided for the labour or the seasonal channel;  fees [EUR], of one agent each
    """

    FLOWS = (
        Flow.LABOUR_APPLICATIONS, Flow.SEASONAL_APPLICATIONS, Flow.RECRUITER_USERS,
        Flow.UNLICENSED_USERS, Flow.RECRUITMENT_FEES,
    )  # fmt: skip

    def __init__(self, model: "MigrationModel") -> None:
        """Nothing seen yet."""
        super().__init__(model)
        self.months: list[NDArray[np.int64]] = []

    def look(self) -> None:
        """Take the month's flows."""
        self.months.append(self.side.flows[:, list(self.FLOWS)].sum(axis=0))

    def result(self) -> Seen:
        """By month."""
        table = np.array(self.months)
        return {
            "movers": table[:, 0] + table[:, 1],
            "users": table[:, 2],
            "unlicensed": table[:, 3],
            "fees": table[:, 4],
        }


class Journeys(Watcher):
    """Persons on an irregular journey, and those of them who pay a smuggler, by month (months,)."""

    def __init__(self, model: "MigrationModel") -> None:
        """Nothing seen yet."""
        super().__init__(model)
        self.months: list[tuple[int, int]] = []

    def look(self) -> None:
        """Count those in transit."""
        travelling = self.people[self.people["status"] == Status.IN_TRANSIT]
        self.months.append((travelling.size, int((travelling["recruiter"] > 0).sum())))

    def result(self) -> Seen:
        """By month."""
        table = np.array(self.months)
        return {"travelling": table[:, 0], "smuggled": table[:, 1]}


class Seasons(Watcher):
    """What becomes of seasonal workers: seasons, by row of the worker, and how they end.

    tick, row      of each season begun
    ended, stayed  months that end with a season over, and of them overstays, by month (months,)
    """

    def __init__(self, model: "MigrationModel") -> None:
        """Nobody is away for a season yet."""
        super().__init__(model)
        self.away = np.zeros(0, np.intp)
        self.begun: list[Seen] = []
        self.ended: list[int] = []
        self.stayed: list[int] = []

    def look(self) -> None:
        """Note seasons begun and over."""
        status = self.people["status"][self.away]
        over = status != Status.SEASONAL
        self.ended.append(int((over & (status != Status.DEAD)).sum()))
        self.stayed.append(int((status == Status.OVERSTAYER).sum()))
        came = self.newcomers()
        came = came[self.people["status"][came] == Status.SEASONAL]
        self.begun.append({"tick": np.full(came.size, self.tick), "row": came})
        self.away = np.union1d(self.away[~over], came)

    def result(self) -> Seen:
        """Seasons begun, and counts by month."""
        seen = {key: np.concatenate([m[key] for m in self.begun]) for key in ("tick", "row")}
        return seen | {"ended": np.array(self.ended), "stayed": np.array(self.stayed)}


class Households(Watcher):
    """Income and heads of every household by month (months, households) [EUR month-1], [1].

    Income is pay and pensions at home, what members abroad send net of the price of sending, and
    what seasonal workers save abroad; heads are those at home and seasonal workers. `first` is the
    row of each household's first member.
    """

    def __init__(self, model: "MigrationModel") -> None:
        """Find the households and who of them works at home."""
        super().__init__(model)
        people = self.people
        self.first = np.flatnonzero(people["history"] & FIRST)
        self.works = lasting_of_all(self.side.seed, people.size) < model.now["origin.works"]
        self.income: list[NDArray[np.float32]] = []
        self.heads: list[NDArray[np.float32]] = []

    def look(self) -> None:
        """Add the month's income and heads."""
        people, terms, p = self.people, self.side.terms, self.model.now
        status, age = people["status"], self.tick - people["birth"].astype(np.int64)
        here = (people["place"] == self.home) & (status != Status.UNBORN) & (status != Status.DEAD)
        skill, sector = skill_of_all(people), sector_of_all(people)
        adult = here & (age >= ADULT)
        paid = adult & (age < RETIRES) & (sector != Sector.NONE) & self.works
        income = np.where(paid, terms.home_pay[skill] * self.side.rank[people["income"]], 0.0)
        income += np.where(
            adult & (age >= RETIRES), p["origin.pension"] * terms.home_pay[Skill.MIDDLE], 0.0
        )
        away = ~here & (people["remits"] > 0)
        income[away] += (people["remits"] * float(MONEY_UNIT) * self.side.factor[people["place"]])[
            away
        ]
        season = status == Status.SEASONAL
        who = people[season]
        wage = terms.places["wage"][who["place"], Skill.LOW] * self.side.rank[who["income"]]
        income[season] += p["departure.saving_rate"] * wage
        self.income.append(np.add.reduceat(income, self.first).astype(np.float32))
        self.heads.append(np.add.reduceat((here | season).astype(np.float32), self.first))

    def result(self) -> Seen:
        """By month, and each household's first row."""
        return {
            "first": self.first,
            "income": np.array(self.income),
            "heads": np.array(self.heads),
        }


def lasting_of_all(seed: int, persons: int) -> NDArray[np.float64]:
    """The lasting draw of work of rows 0 to `persons` (persons,): `equations.draws.lasting`."""
    with np.errstate(over="ignore"):
        key = np.uint64((seed + (int(Purpose.WORK) << 48)) % 2**64)
        x = np.arange(persons, dtype=np.uint64) + key * np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (((x ^ (x >> np.uint64(31))) >> np.uint64(32)).astype(float) + 0.5) / 2.0**32


WATCHERS = {
    "arrivals": Arrivals,
    "stays": Stays,
    "first_year": FirstYear,
    "abroad": Abroad,
    "market": Market,
    "journeys": Journeys,
    "seasons": Seasons,
    "households": Households,
}
"""Watchers by the name that an experiment asks for them with."""
