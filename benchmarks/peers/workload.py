"""The peer workload: one small model of migration that every engine can express.

N persons live in 20 countries; each month they grow older, save, and may move. What is the same
for all engines stands here: the parameters, the starting population and the equations.

country, home   0 to 19                skill    0 to 2
age             [month]                status   AT_HOME, ABROAD or RETURNED
savings         [monthly wage of the average country]

A month: age + 1; savings + wage[country, skill] · U(0.8, 1.2); one uniform u. If u is below the
hazard of age and skill, the person chooses among all countries with probability in proportion to
`pull`; else, if abroad and u below hazard + RETURN, goes home. Stocks are those of last month.
"""

from typing import NamedTuple

import numpy as np

COUNTRIES = 20
SKILLS = 3
MONTHS = 24
YEARS = 80
"""Ages at the start are 0 to 79 years; who grows older keeps the hazard of 79."""

AT_HOME, ABROAD, RETURNED = 0, 1, 2
START_ABROAD = 0.04
SKILL_SHARE = np.array([0.5, 0.35, 0.15])
HOME_SHARE = np.arange(1, COUNTRIES + 1) ** -0.8 / np.sum(np.arange(1, COUNTRIES + 1) ** -0.8)
LOWEST, HIGHEST = 0.8, 1.2
"""Range of what is saved in a month, as a factor of the wage [1]."""
RETURN = 1.0 - 0.98 ** (1.0 / 12.0)
"""Probability of going home from abroad [month-1]."""
TIES = 0.3
"""Elasticity of the pull to 1 + the share of one's compatriots who live there [1]."""


class Parameters(NamedTuple):
    """What differs between countries, skills and ages."""

    wage: np.ndarray  # (country, skill)
    distance: np.ndarray  # (home, country) [1]
    hazard: np.ndarray  # (year of age, skill) [month-1]
    attraction: np.ndarray  # (home, skill, country): exp(log wage - distance) [1]


def parameters(seed: int = 41585) -> Parameters:
    """The parameters, the same in every run of every engine."""
    rng = np.random.default_rng(seed)
    level = np.exp(rng.normal(0.0, 0.7, (COUNTRIES, 1)))
    wage = level * [1.0, 1.6, 2.6] * np.exp(rng.normal(0.0, 0.1, (COUNTRIES, SKILLS)))
    point = rng.random((COUNTRIES, 2))
    distance = 3.0 * np.linalg.norm(point[:, None] - point, axis=2)
    age = np.arange(YEARS)[:, None]
    hazard = (0.15 + 2.2 * np.exp(-(((age - 26.0) / 9.0) ** 2))) * [0.8, 1.0, 1.6]
    hazard *= 0.005 / (hazard @ SKILL_SHARE).mean()
    attraction = wage.T[None] * np.exp(-distance)[:, None]
    return Parameters(wage, distance, hazard, attraction)


def start(
    home: np.ndarray, country: np.ndarray, skill: np.ndarray, age: np.ndarray, seed: int
) -> None:
    """Fill the columns of a starting population, in parts so that little memory is needed."""
    rng = np.random.default_rng(seed)
    homes, skills = np.cumsum(HOME_SHARE)[:-1], np.cumsum(SKILL_SHARE)[:-1]
    for first in range(0, home.size, 1 << 16):
        part = slice(first, min(first + (1 << 16), home.size))
        size = part.stop - part.start
        home[part] = np.searchsorted(homes, rng.random(size))
        anywhere = np.searchsorted(homes, rng.random(size))
        country[part] = np.where(rng.random(size) < START_ABROAD, anywhere, home[part])
        skill[part] = np.searchsorted(skills, rng.random(size))
        age[part] = rng.integers(0, 12 * YEARS, size)


def pull(attraction: np.ndarray, stock: np.ndarray) -> np.ndarray:
    """Cumulative probabilities of choosing each country (home, skill, country) [1]."""
    ties = (1.0 + stock / stock.sum(axis=1, keepdims=True)) ** TIES
    weight = np.cumsum(attraction * ties[:, None], axis=2)
    return weight / weight[..., -1:]


def choose(chances: np.ndarray, u: np.ndarray) -> np.ndarray:
    """The country chosen by each row of cumulative probabilities, for uniforms `u` (rows,)."""
    return (u[:, None] >= chances[:, :-1]).sum(axis=1)


def status_after(status: np.ndarray, home: np.ndarray, country: np.ndarray) -> np.ndarray:
    """Status of persons of `status` who now live in `country`."""
    at_home = np.where(status == ABROAD, RETURNED, status)
    return np.where(country != home, ABROAD, at_home)


def count(home: np.ndarray, country: np.ndarray) -> np.ndarray:
    """Persons by home and country of residence (home, country)."""
    corridor = home * np.uint16(COUNTRIES) + country
    return np.bincount(corridor, minlength=COUNTRIES**2).reshape(COUNTRIES, COUNTRIES)
