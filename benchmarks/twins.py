"""A world of many origins while the tables hold few: every other place as a twin of one of them.

A twin has its own number of residents, births and deaths, its model's shape of ages, and its
model's corridors, visas and stocks abroad, the stocks in proportion to its residents. Only for
measuring time and memory: what comes out means nothing.
"""

from collections.abc import Iterator
from typing import Any

from sim.model.migration_model import MigrationModel
from sim.vocabulary import Route
from sim.world.facts import Facts
from sim.world.schema import ORIGINS, PLACES, ROW
from sim.world.tables import World, load_world

ENDS = {
    "corridors": ("origin", "dest"),
    "stocks": ("origin", "dest"),
    "visas": ("origin", "dest"),
    "permits": ("origin", "dest"),
    "asylum": ("origin", "dest"),
    "refugees": ("origin", "dest"),
    "visa_rules": ("origin", "dest"),
    "population": ("iso3", ""),
    "transcribed": ("iso3", ""),
    "policy": ("iso3", ""),
    "bilateral_remittances": ("receiver", "sender"),
}
"""Tables that a twin needs, with the columns of its two ends."""
COUNTED = ("value", "value_female")
YEAR = 2008


def twin_world(model: str) -> World:
    """The world with a twin of the origin `model` in every place that is no origin yet."""
    world = load_world((model,))
    tables = {name: dict(columns) for name, columns in world.facts.tables.items()}
    twins = tuple(iso3 for iso3 in PLACES if iso3 not in ORIGINS)
    for name, (end, other) in ENDS.items():
        rows = [row for row in world.rows(name) if row[end] == model]
        fresh = [row for iso3 in twins for row in mirrored(world, name, rows, iso3, end, other)]
        for column, values in tables[name].items():
            tables[name][column] = [*values, *(row[column] for row in fresh)]
    places = (model, *twins, *(iso3 for iso3 in ORIGINS if iso3 != model), ROW)
    return World(places, (model, *twins), world.sources, Facts(tables), world.digest())


def mirrored(
    world: World, table: str, rows: list[dict[str, Any]], twin: str, end: str, other: str
) -> Iterator[dict[str, Any]]:
    """Rows of a model as its twin has them: the two change places, stocks grow with residents."""
    for row in rows:
        model = row[end]
        copy = row | {end: twin}
        if other and row[other] == twin:
            copy[other] = model
        if table == "stocks":
            larger = world.value("population", twin, YEAR) / world.value("population", model, YEAR)
            copy |= {column: row[column] * larger for column in COUNTED}
        yield copy


class TwinModel(MigrationModel):
    """The model with smugglers' routes for twins too."""

    def route_share(self, iso3: str, route: Route) -> float:
        """Share of a route: that of the first origin for all."""
        return super().route_share(self.world.origins[0], route)
