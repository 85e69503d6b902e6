"""From the tables to the margins of the starting population (ODD 4)."""

import numpy as np

from sim.equations.demography import mortality_level
from sim.model.corridors import free_movement
from sim.model.settings import Settings, year_of
from sim.params.parameters import Parameters
from sim.population.synthesis import Displaced, Emigrants, Margins
from sim.vocabulary import Skill, Status
from sim.world.tables import World

MOST_LABOUR = 0.95
"""Largest share of emigrants that may be recent labour migrants."""


def labour_shares(
    world: World, origin: str, stock: np.ndarray, members: np.ndarray, otherwise: float
) -> np.ndarray:
    """Share of the origin's emigrants in each place who are labour migrants (places,) [1].

    From the survey of labour migrants by country over the stock; countries that the survey sums up
    share their sum by stock; without a survey, `otherwise` everywhere.
    """
    survey = dict(world.labour_migrants(origin))
    if not survey:
        return np.full(stock.size, otherwise)
    shares = np.zeros(stock.size)
    named = np.zeros(stock.size, bool)
    for iso3, persons in survey.items():
        if iso3 in world.places:
            place = world.index(iso3)
            named[place] = True
            shares[place] = persons / max(stock[place], 1.0)
    groups = (("EU27", members & ~named), ("OTHER", ~members & ~named))
    for name, group in groups:
        rest = survey.get(name, 0.0)
        if name == "EU27":
            rest -= sum(survey.get(world.places[i], 0.0) for i in np.flatnonzero(named & members))
        shares[group] = max(0.0, rest) / max(stock[group].sum(), 1.0)
    return np.minimum(shares, MOST_LABOUR)


def citizens_there(
    world: World, origin: str, year: int, stock: np.ndarray, irregular: np.ndarray
) -> np.ndarray:
    """Share of the emigrants in each place who are citizens there (places,) [1].

    By birth, descent or naturalisation: those born in the origin whom the residence permits valid
    in the first year that is known, of `year` and the two after it, leave over. 0 where none is.

    irregular  share of the others who have no papers (places,) [1]
    """
    permits = np.full(stock.size, np.nan)
    for later in (2, 1, 0):
        known = np.asarray(world.measured("valid_permits", origin, year + later))
        permits = np.where(known > 0.0, known, permits)
    others = permits / np.maximum(stock * (1.0 - irregular), 1.0)
    return 1.0 - np.nan_to_num(np.minimum(others, 1.0), nan=1.0)


def emigrants_of(
    world: World, origin: str, settings: Settings, parameters: Parameters
) -> tuple[Emigrants, ...]:
    """Who lives abroad at the start, place by place, but for the refugees of the region."""
    year = year_of(settings.start)
    stock = stock_without_refugees(world, origin, settings)
    women = np.asarray(world.stock_female(origin, year), float)
    women *= stock / np.maximum(np.asarray(world.stock(origin, year), float), 1.0)
    members = world.eu_member(settings.start) | world.schengen_visa_area(settings.start)
    shares = labour_shares(
        world, origin, stock, members, parameters.value("population.labour_share")
    )
    irregular = parameters.value("population.irregular")
    recent = int(parameters.value("population.recent_months"))
    size = parameters.value("experiment.diaspora")
    free = free_movement(world, origin, settings.start)
    citizens = citizens_there(world, origin, year, stock, irregular * shares)
    citizens = np.where(members & ~free, citizens, 0.0)
    groups = []
    for place, iso3 in enumerate(world.places):
        if iso3 == origin or stock[place] < 1:
            continue
        years, arrived = world.arrival_profile(origin, iso3, year)
        old = float(years[np.searchsorted(arrived, 0.5)]) if len(years) else year - 10
        longest = max(recent + 24, int((year - old) * 24))
        open_door = bool(free[place])
        length = "settle_after" if open_door else "months"
        groups.append(
            Emigrants(
                place=place,
                women=round(women[place] * size),
                men=round((stock[place] - women[place]) * size),
                labour=float(shares[place] * (1.0 - citizens[place])),
                citizens=float(citizens[place]),
                recent_months=recent,
                settled_months=(recent, min(longest, 480)),
                status=Status.FREE_MOVER if open_door else Status.WORKER,
                irregular=0.0 if open_door else irregular,
                permit=int(parameters.value(f"permit.{length}")),
            )
        )
    return tuple(groups)


def displaced_of(world: World, origin: str, settings: Settings) -> tuple[Displaced, ...]:
    """Who is displaced at the start: within the origin, and as refugees in the region."""
    year = year_of(settings.start)
    groups = [Displaced(world.index(origin), int(world.idps(origin, year)), 120)]
    for place, persons in enumerate(refugees_in_region(world, origin, settings)):
        groups.append(Displaced(place, int(persons), 120))
    return tuple(group for group in groups if group.persons > 0)


REGION = 3500.0
"""Distance [km] within which a state belongs to the region of refuge."""
FEWEST_REFUGEES = 1000.0
"""Refugees of an origin in a place below which they are not told apart from other emigrants."""


def refugees_in_region(world: World, origin: str, settings: Settings) -> np.ndarray:
    """Refugees at the start in the region, outside the Union (places,) [persons]."""
    members = world.eu_member(settings.start) | world.schengen_visa_area(settings.start)
    near = refugees_near(world, origin, year_of(settings.start), np.asarray(members))
    return np.where(near >= FEWEST_REFUGEES, near, 0.0)


def stock_without_refugees(world: World, origin: str, settings: Settings) -> np.ndarray:
    """Emigrants at the start but for the refugees of the region (places,) [persons].

    The table of stocks counts refugees too; they are a group of their own (`displaced_of`).
    """
    stock = np.asarray(world.stock(origin, year_of(settings.start)), float)
    return np.maximum(stock - refugees_in_region(world, origin, settings), 0.0)


def refugees_near(world: World, origin: str, year: int, members: np.ndarray) -> np.ndarray:
    """Refugees from the origin in each place of its region outside the Union (places,)."""
    near = np.nan_to_num(world.refugees(origin, year))
    near = np.where(members | ~(world.distances(origin) < REGION), 0.0, near)
    near[world.index(origin)] = 0.0
    return near


def margins_of(
    world: World,
    origin: str,
    settings: Settings,
    parameters: Parameters,
    pay: np.ndarray,
    rank: np.ndarray,
) -> Margins:
    """Everything that the synthesis is told about an origin."""
    year = year_of(settings.start)
    residents = np.floor(np.asarray(world.population(origin, year)) + 0.5).astype(np.int64)
    education = np.asarray(world.education(origin, year))
    slope = parameters.value("demography.mortality_slope")
    deaths = world.value("deaths", origin, year) * 1000.0
    level = mortality_level(slope, residents.sum(axis=0).astype(float), deaths)
    names = ("partner_gap", "partnered", "seasonal", "passport", "stateless", "savings_months")
    shares = {name: parameters.value(f"population.{name}") for name in names}
    shares["health"] = parameters.value("origin.health_share")
    return Margins(
        home=world.index(origin),
        residents=residents,
        emigrants=emigrants_of(world, origin, settings, parameters),
        displaced=displaced_of(world, origin, settings),
        tertiary=np.ascontiguousarray(education[:, :, Skill.HIGH]),
        low=np.ascontiguousarray(education[:, :, Skill.LOW]),
        pay=pay,
        rank=rank,
        mortality=(level, slope),
        fertility=(
            float(
                np.mean([world.value("total_fertility_rate", origin, year + i) for i in range(8)])
            ),
            parameters.value("demography.birth_age"),
            parameters.value("demography.birth_age_sd"),
        ),
        shares=shares,
        emigrant_age=(
            parameters.value("population.emigrant_age"),
            parameters.value("population.emigrant_age_sd"),
        ),
    )
