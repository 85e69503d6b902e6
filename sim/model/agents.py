"""Migrants and recruiters (ODD 2.1), both `mesa.Agent`s; states have a module of their own."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import mesa

from sim.equations import market
from sim.equations.draws import Purpose, uniform
from sim.equations.journey import smuggler_fee
from sim.model.transit import on_routes
from sim.population.schema import PERSON, Column
from sim.vocabulary import RecruiterKind, Status, label

if TYPE_CHECKING:
    from sim.model.migration_model import MigrationModel
    from sim.model.origin_side import OriginSide


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
        self.see_row()

    def see_row(self) -> None:
        """Look at the row where it lies in memory now."""
        self._record = self.side.population.people[self.row]

    def __getstate__(self) -> dict[str, object]:
        """What a checkpoint keeps: all but the view of the row, which would come back as a copy."""
        return {key: value for key, value in vars(self).items() if key != "_record"}

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


@dataclass(frozen=True, slots=True)
class Conditions:
    """What recruiters of one kind, and smugglers of one route, meet in a month (ODD 7.10).

    rivals     active ones among them
    licence    its cost [EUR month-1]
    closed     chance that an active one is closed [month-1]
    enters     chance that an inactive one enters [month-1]
    fee        of an active one, over its cost [1]
    learning   weight of a month on a reputation, without and with clients [1]
    detected   chance that cheating is detected [1];  name: worth of a perfect name [fees]
    traffics   share of clients passed to traffickers [1]
    stays      index of the active one that stays whatever happens: the cheapest; -1: none
    """

    rivals: int
    licence: float
    closed: float
    enters: float
    fee: float
    learning: tuple[float, float]
    detected: float
    name: float
    traffics: float
    stays: int


def conditions_of(side: "OriginSide", kind: int, route: int) -> Conditions:
    """Conditions from last month's clients, this month's rivals and terms."""
    p, terms = side.model.now, side.policy_terms
    licensing, rating = terms["recruiter.licensing"], terms["recruiter.monitoring"]
    licensed, unlicensed = kind == RecruiterKind.LICENSED, kind == RecruiterKind.UNLICENSED
    rivals = side.active_recruiters[kind, route]
    threshold = p["market.entry"] * (1.0 + p["market.barrier"] * licensing * unlicensed)
    threshold *= 1.0 - p["market.cooperation"] * min(1.0, terms["recruiter.cooperation"]) * licensed
    wanted = float(side.clients[kind]) / (rivals + 1) > threshold
    reach = licensing + p["market.closed_rated"] * rating
    learning = p["market.learning"] + p["market.learning_rated"] * rating
    asked, markup = max(1, rivals), p["market.markup"]
    if licensed or unlicensed:
        fee = market.fee(1.0, markup, asked, p["market.rating_markup"] * rating)
        traffics = p["market.trafficked_licensed" if licensed else "market.trafficked_unlicensed"]
    else:
        cost = terms["smuggling.cost"] * (1.0 + float(on_routes(side, "transit.entry")[route]))
        fee = smuggler_fee(cost, side.enforcement(route), p["market.enforcement"], markup, asked)
        traffics = 0.0
    closed = p["market.closed"] * reach * unlicensed
    if kind == RecruiterKind.SMUGGLER and rivals > 1:
        closed = terms["smuggling.closed"]
    return Conditions(
        rivals=rivals,
        licence=p["market.licence"] * (1.0 - p["market.licence_relief"] * licensing) * licensed,
        closed=closed,
        enters=p["market.enters"] * wanted,
        fee=fee,
        learning=(learning, learning + p["market.learning_clients"]),
        detected=market.detection(
            p["market.detection"] + terms["recruiter.detection"], p["market.monitoring"], rating
        ),
        name=p["market.name_worth"] * (p["market.name_licensed"] if licensed else 1.0),
        traffics=traffics * terms["trafficking.risk"],
        stays=side.cheapest.get((kind, route), -1),
    )


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
        self.niche = (int(kind), int(route))
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
        self.beyond_reach = False  # of licensing: who works among kin and friends, with no office
        self.fee = self.cost
        self.conditions: Conditions

    def step(self) -> None:
        """Learn from last month, then enter, leave, set a fee, and cheat or not."""
        clients, paid, _ = self.side.market[self.index].tolist()
        scale = self.model.settings.persons_per_agent
        self.learn(clients)
        self.enter_or_leave(clients * scale, paid * scale)
        self.set_fee()
        self.decide_to_cheat()

    def learn(self, clients: int) -> None:
        """Reputation drifts towards the truth: faster with clients, faster under public rating."""
        p = self.model.now
        truth = p["market.dishonest"] if self.cheating else p["market.honest"]
        self.reputation += self.conditions.learning[clients > 0] * (truth - self.reputation)

    def enter_or_leave(self, clients: int, paid: int) -> None:
        """Entry when the kind's clients would feed one more; exit after months of loss.

        One of each niche stays, since all decide in the same month and none sees the others go;
        licensing may close any unlicensed broker within its reach.
        """
        tick, now = self.model.tick, self.conditions
        if not self.active:
            if tick >= self.closed_until and self.happens(now.enters, Purpose.MARKET):
                self.active = True
                self.losses = 0
            return
        profit = paid - clients * self.cost - now.licence
        self.losses = self.losses + 1 if profit <= 0.0 else 0
        kept = self.index == now.stays
        safe = self.beyond_reach or (kept and self.kind == RecruiterKind.SMUGGLER)
        if self.happens(now.closed, Purpose.STATE) and not safe:
            self.active = False
            self.closed_until = tick + 12
        elif self.losses > self.model.now["market.patience"] and not kept:
            self.active = not self.happens(self.model.now["market.leaves"], Purpose.MARKET)

    def happens(self, chance: float, purpose: Purpose) -> bool:
        """Does something of this chance [month-1] happen to the recruiter this month?"""
        if chance <= 0.0:
            return False
        return uniform(self.side.seed, self.index, self.model.tick, purpose.value) < chance

    def set_fee(self) -> None:
        """Cost and mark-up; a smuggler's fee answers enforcement (ODD 7.5, 7.10)."""
        self.fee = self.cost * self.conditions.fee

    def decide_to_cheat(self) -> None:
        """Weigh the gain against detection and the worth of a good name (C11)."""
        p, now = self.model.now, self.conditions
        gain = p["market.cheat_gain"] * 2.0 * self.conscience
        worth = now.name * self.reputation
        self.cheating = market.cheats(gain, now.detected, p["market.penalty"], worth)

    def offer(self) -> tuple[int, bool, float, float, float, float]:
        """What persons see of it this month: a row of `terms.RECRUITER`."""
        cheats = self.model.now["market.cheated_share"] * 2.0 * self.cheating
        traffics = self.conditions.traffics
        return self.kind, self.active, self.fee, self.reputation, cheats, traffics
