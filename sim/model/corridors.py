"""What a state offers the people of one origin in a month: the numbers behind its decisions.

Fixed facts of a corridor are read once from the tables; what changes with time, policy and last
month's counts is set by the rules of states (`states.State`).
"""

import numpy as np
from numpy.typing import NDArray

from sim.equations.visa import logistic, logit
from sim.params.parameters import Parameters
from sim.vocabulary import NEVER, Channel
from sim.world.tables import World
from sim.world.treaties import free_by_treaty

FREE_WITH_THE_UNION = ("CHE", "ISL", "LIE", "NOR")
"""States whose citizens move freely in the Union, and the Union's in them, without being members:
agreement on the European Economic Area (1994), agreement on free movement with Switzerland (2002).
"""
VISA_REFERENCE_YEARS = (2009, 2010)
"""First years of the consulates' statistics: they set demand and refusals without reform."""


CORRIDOR = np.dtype(
    [
        ("distance", "f8"),  # km
        ("language", "f8"),  # 1, common language
        ("constant", "f8"),  # 1, a_d of the choice
        ("homeward", "f8"),  # 1, log of the hazard of going home, over that of all places
        ("free", "?"),  # no permit needed
        ("visa_demand", "f8"),  # month-1, applications in the reference years, simulated persons
        ("visa_chance", "f8"),  # 1, of a visa in the reference years, without facilitation
        ("labour_base", "f8"),  # labour migrants at the start, simulated persons
        ("recognition", "f8"),  # 1, asylum decisions that recognise
        # what states remember from month to month
        ("backlog", "f8"),  # undecided visa applications, simulated persons
        ("openness", "f8"),  # 1
        ("irregular_year", "f8"),  # irregular arrivals of the year so far, simulated persons
        ("irregular_reference", "f8"),  # those of the first year, persons; below 0: not yet known
        ("applications", "f8", (2,)),  # month-1, for labour and seasonal permits, smoothed
        ("waiting", "f8"),  # asylum seekers, smoothed, simulated persons
        # fixed
        ("applied", "f8"),  # 1, returned per order over its mean over states
        ("reception", "f8"),  # asylum seekers whom the first places are for, simulated persons
        ("diaspora", "f8"),  # emigrants there at the start by the tables [persons]
    ]
)
"""One destination as seen from one origin; an array of them has a line for each place."""


def free_movement(world: World, origin: str, month: int) -> NDArray[np.bool_]:
    """Places where the origin's citizens need no permit (places,), by the rules of a month.

    Members of the Union and the states free with it are open to each other from accession on, and
    others by treaty (`world/free_movement.yaml`); transitional periods are left out.
    """
    free = np.isin(world.places, sorted(free_by_treaty(origin, month)))
    area = np.asarray(world.eu_member(month)) | np.isin(world.places, FREE_WITH_THE_UNION)
    if area[world.index(origin)]:
        free |= area
    free[world.index(origin)] = False
    return free


def reference_visas(
    world: World, origin: str, parameters: Parameters, facilitated: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Visa applications a year by place, and the chance of a visa without facilitation.

    facilitated  setting of visa facilitation in the reference years in the real world [1]
    """
    years = [
        (world.measured("visas_applied", origin, y), world.measured("visas_refused", origin, y))
        for y in VISA_REFERENCE_YEARS
    ]
    applied = np.nanmean(np.nan_to_num([a for a, _ in years]), axis=0)
    refused = np.nanmean(np.nan_to_num([r for _, r in years]), axis=0)
    fallback = parameters.value("visa.acceptance")
    odds = np.full(applied.size, logit(fallback))
    for place, (asked, denied) in enumerate(zip(applied, refused, strict=True)):
        if asked > 100:
            odds[place] = logit(1.0 - denied / asked)
    odds -= facilitated * parameters.value("visa_facilitation.odds")
    return applied, np.array([logistic(x) for x in odds])


def reference_recognition(world: World, origin: str, parameters: Parameters) -> NDArray[np.float64]:
    """Share of asylum decisions that recognise, by place: observed over all years, else assumed."""
    positive = np.zeros(len(world.places))
    total = np.zeros(len(world.places))
    for year in range(2008, 2016):
        good = np.nan_to_num(world.measured("decisions_recognised", origin, year))
        good += np.nan_to_num(world.measured("decisions_complementary", origin, year))
        bad = np.nan_to_num(world.measured("decisions_rejected", origin, year))
        positive += good
        total += good + bad
    prior = parameters.value("protection.recognition")
    return (positive + 20.0 * prior) / (total + 20.0)


def permit_months(parameters: Parameters) -> NDArray[np.float64]:
    """Length of a first permit by channel (channels,) [month]; 0: no end."""
    work = parameters.value("permit.months")
    months = np.zeros(len(Channel))
    months[Channel.LABOUR] = work
    months[Channel.HIGHLY_SKILLED] = 2 * work
    months[Channel.SEASONAL] = parameters.value("permit.season_months")
    months[Channel.STUDY] = parameters.value("permit.study_months")
    months[Channel.FAMILY] = 2 * work
    months[Channel.FREE_MOVEMENT] = parameters.value("permit.settle_after")
    months[Channel.TRANSFER] = parameters.value("permit.transfer_months")
    months[Channel.YOUTH] = parameters.value("permit.youth_months")
    return np.minimum(months, NEVER)


def pay(world: World, iso3: str, year: int, share: float) -> float:
    """Mean monthly net pay [EUR of 2015 month-1]: a share of GDP per resident and month."""
    return share * world.gdp_per_capita_eur2015(iso3, year) / 12.0
