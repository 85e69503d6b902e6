"""A made-up result: plausible numbers with noise and an effect, and no model behind them."""

from dataclasses import dataclass

import numpy as np
import pytest

from sim.results.dataset import EU27, build_dataset
from sim.results.outcomes import OUTCOMES, Outcome
from sim.results.record import Record
from sim.vocabulary import HARMS, LIVING, AsylumOutcome, BudgetLine, Channel, Group, Route, Skill

PLACES = (
    "MDA", *sorted(EU27), "GBR", "CHE", "NOR", "RUS", "UKR", "TUR", "ISR", "USA", "CAN", "BLR",
    "GEO", "ARM", "AZE", "KAZ", "SRB", "MKD", "ALB", "BIH", "MNE", "MAR", "TUN", "LBY", "EGY",
    "AUS", "CHN", "ARE", "ROW",
)  # fmt: skip
NAMES = {"MDA": "Moldova", "ITA": "Italy", "RUS": "Russia", "ROU": "Romania", "DEU": "Germany",
         "FRA": "France", "ISR": "Israel", "PRT": "Portugal"}  # fmt: skip
SIZES = {"place": len(PLACES), "status": len(LIVING), "channel": len(Channel),
         "skill": len(Skill), "route": len(Route), "return_kind": 5,
         "asylum_outcome": len(AsylumOutcome), "budget_line": len(BudgetLine),
         "group": len(Group), "harm": len(HARMS)}  # fmt: skip
LEVELS = {"poverty_headcount": 0.16, "tertiary_share": 0.22, "skilled_emigration_rate": 0.19,
          "remittance_dependency": 0.12, "remittances_to_gdp": 0.23, "gdp_per_capita": 1900.0,
          "wage": 240.0, "overqualified_share": 0.4, "employment_rate": 0.7,
          "unlicensed_share": 0.35, "smuggler_price": 2500.0}  # fmt: skip
STOCKS = {"emigrants": 600_000, "health_workers": 40_000, "left_behind_children": 105_000,
          "irregular_stock": 90_000, "visa_backlog": 4_000, "asylum_backlog": 900}  # fmt: skip
FLOWS = {"visits": 9_000, "visa_applications": 6_500, "visa_refusals": 700, "overstays": 450,
         "arrivals": 5_200, "departures": 5_200, "births": 3_300, "deaths": 3_600,
         "permits_issued": 1_900, "permit_applications": 2_400, "irregular_entries": 120,
         "returns": 1_600, "return_orders": 380, "asylum_applications": 90, "exploited": 150,
         "trafficked": 14, "movers_by_group": 2_000, "harms_by_group": 30,
         "detained": 22, "deaths_in_transit": 0.3, "attempts": 170,
         "interceptions": 40, "remittances_sent": 1.1e8, "remittances_received": 1.03e8,
         "remittance_fees": 7e6, "recruitment_fees": 9e5, "smuggling_revenue": 4e5,
         "programme_cost": 3e5, "diaspora_investment": 2e6}  # fmt: skip
EFFECTS = {"visits": 1.6, "visa_refusals": 0.35, "visa_applications": 0.55, "overstays": 1.15,
           "irregular_entries": 0.7, "irregular_stock": 0.85, "returns": 1.08, "arrivals": 1.05,
           "exploited": 0.9, "trafficked": 0.85, "remittances_received": 1.04,
           "remittance_fees": 0.8, "poverty_headcount": 0.96, "programme_cost": 4.0,
           "asylum_applications": 1.35, "left_behind_children": 1.02}  # fmt: skip
CALENDAR = [
    {"date": "2008-06-05", "lever": "resource_centre", "label": "Resource centre", "value": 0.6},
    {"date": "2008-06-05", "lever": "circular", "label": "Circular migration schemes", "value": 1},
    {"date": "2008-06-05", "lever": "aid", "label": "Reintegration support", "value": 0.5},
    {"date": "2008-01-01", "lever": "visa_facilitation", "label": "Visa facilitation", "value": 1},
    {"date": "2008-01-01", "lever": "readmission", "label": "Readmission agreement", "value": 1},
    {"date": "2010-07-01", "lever": "remittances", "label": "Price transparency", "value": 1},
    {"date": "2014-04-28", "lever": "visa_free", "label": "Visa-free short stays", "value": 1},
]


@dataclass(frozen=True)
class World:
    """Places and names, all that a Dataset asks for."""

    places: tuple[str, ...] = PLACES

    def name(self, iso3: str) -> str:
        """English short name, or the code."""
        return NAMES.get(iso3, iso3)


@dataclass(frozen=True)
class Settings:
    """What a Dataset asks of the settings."""

    scenario: str = "mp_moldova"
    origins: tuple[str, ...] = ("MDA",)
    start: int = 2008 * 12
    months: int = 276
    persons_per_agent: int = 1
    seed: int = 1


def make_record(seed: int, reform: bool, months: int = 276, neutral: bool = False) -> Record:
    """One policy and replicate of made-up outcomes; the same luck for both policies."""
    rng = np.random.default_rng(seed)
    data = {o.name: _outcome(o, rng, reform and not neutral, months) for o in OUTCOMES}
    start = np.zeros((1, len(PLACES), len(LIVING)), dtype=np.int64)
    start[0, 0, 0] = 3_500_000
    return Record(data, start, 4_000_000, 4_000_000 * months, 10**7, 3.5, 24.0)


def _outcome(outcome: Outcome, rng: np.random.Generator, reform: bool, months: int) -> np.ndarray:
    shape = (months, 1, *(SIZES[dim] for dim in outcome.dims))
    time = np.linspace(0.0, 1.0, months)
    wave = (1.0 + 0.5 * time) * np.exp(rng.normal(0.0, 0.05, months))
    factor = 1.0 + (EFFECTS.get(outcome.name, 1.0) - 1.0) * np.clip((time - 0.05) * 3, 0, 1)
    level = wave * factor * (1.0 + rng.normal(0.0, 0.01)) if reform else wave
    if outcome.name in LEVELS:
        calm = 1.0 + 0.1 * time + rng.normal(0.0, 0.003, months)
        values = LEVELS[outcome.name] * calm * (factor if reform else 1.0)
        return np.broadcast_to(values.reshape(-1, *[1] * (len(shape) - 1)), shape).copy()
    if outcome.name in ("persons", "persons_by_skill"):
        return _persons(shape, level)
    size = FLOWS.get(outcome.name, STOCKS.get(outcome.name, 0.0))
    weights = np.asarray(np.random.default_rng(len(outcome.name)).gamma(0.4, 1.0, shape[2:]))
    if outcome.dims[:1] == ("place",):
        weights[0] = 0.0
    mean = level.reshape(-1, *[1] * (len(shape) - 1)) * size * weights / max(weights.sum(), 1e-9)
    mean = np.broadcast_to(mean, shape)
    if not outcome.integer:
        return mean.copy()
    return rng.poisson(np.minimum(mean, 1e8)).astype(np.int64)


def _persons(shape: tuple[int, ...], level: np.ndarray) -> np.ndarray:
    values = np.zeros(shape, dtype=np.int64)
    values[:, 0, 0, 0] = 3_200_000
    for place, count in (("RUS", 250_000), ("ITA", 140_000), ("ROU", 80_000), ("DEU", 30_000),
                         ("FRA", 25_000), ("ISR", 15_000), ("PRT", 9_000)):  # fmt: skip
        values[:, 0, PLACES.index(place), 1] = count * level
    return values


@pytest.fixture(scope="session")
def world() -> World:
    """Places of a made-up world."""
    return World()


@pytest.fixture(scope="session")
def make_dataset(world):
    """Factory of Datasets: `make_dataset(replicates, months, neutral)`."""

    def make(replicates: int = 3, months: int = 48, neutral: bool = False):
        records = {
            policy: [
                make_record(seed, policy == "reform", months, neutral) for seed in range(replicates)
            ]
            for policy in ("baseline", "reform")
        }
        attrs = {"version": "0.0", "configuration": "seed: 1\n"}
        return build_dataset(records, world, Settings(months=months), attrs)

    return make


@pytest.fixture(scope="session")
def dataset(make_dataset):
    """Three replicates of four years."""
    return make_dataset()
