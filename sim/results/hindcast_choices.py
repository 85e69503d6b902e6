"""Which series of a world are worth scoring: the rule behind every `targets.csv`.

Of each series the widest group of places is taken: the Union, else all countries, else the origin
itself, else the states that report every year. One origin alone is also followed to the places with
most cases. Several origins are added up; few of them stand on their own besides, and of many the
emigrants of the largest.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sim.results.hindcast_lines import observed_of
from sim.results.hindcast_series import LAST_SCORED, Choice, Observations
from sim.results.observed import (
    ALL,
    EUROPEAN_UNION,
    EVERYWHERE,
    HOME,
    OBSERVABLES,
    REPORTING,
    Observable,
)

FEW = 3
"""Origins up to which each has all its series."""
MOST_ORIGINS = 20
"""Origins of a run of many whose emigrants are followed, those with most of them."""
MOST_PANELS = 12
ORDER = {observable.id: number for number, observable in enumerate(OBSERVABLES)}
SINGLE_PLACES = {"stock": 5, "valid_permits": 4, "immigration": 4}
FEWEST_PLACES = 2
"""Single places that a series of one origin is followed to: of some series, and of the others."""
SIZED_FROM, FIRST_SCORED = 2005, 2010
BY_STATE = ("visas_applied", "visas_issued", "visas_refused")
"""Series of which a total would add up more states in one year than in another.

Nor are they followed to single states: one issues visas for another, and for the whole area."""
PICTURED = (
    "stock", "valid_permits", "visas_issued", "asylum_first_time", "found_illegally_present",
    "returned", "net_migration", "immigration", "visas_refused", "remittances_to_gdp",
    "poverty_headcount_8_30", "remittances_received_eur2015", "asylum_unhcr", "births",
    "refused_entry", "population",
)  # fmt: skip
"""What the picture shows, the first ones first; series that begin alike share a panel."""
SHARED = ("net_migration", "remittances_to_gdp")


def choices_for(observations: Mapping[str, Observations]) -> list[Choice]:
    """Every series of some origins that can be held against the model, the chief ones pictured."""
    origins = list(observations)
    if len(origins) == 1:
        return _pictured(list(_of_one(origins[0], observations[origins[0]])))
    together = list(_together(observations))
    if len(origins) <= FEW:
        each = [c for origin in origins for c in _groups(origin, observations[origin])]
        return _pictured(together) + each
    return _pictured(together) + list(_largest(observations))


def _groups(origin: str, observed: Observations) -> Iterator[Choice]:
    """Each series of an origin for its widest group of places."""
    for observable in OBSERVABLES:
        place = _widest(observable, origin, observed)
        if place:
            yield Choice(observable.id, place, origin=origin)


def _widest(observable: Observable, origin: str, observed: Observations) -> str:
    """The widest group of places that a series is known for; "" for none."""
    places = observed.places(observable.id)
    if observable.id == "stock":  # all countries include the Union
        return EVERYWHERE if EVERYWHERE in places else ""
    if observable.id in BY_STATE and observed.reporting(observable.id):
        return REPORTING
    for place in (EUROPEAN_UNION, EVERYWHERE, origin):
        if place in places:
            return place
    return REPORTING if len(observed.reporting(observable.id)) > 1 else ""


def _of_one(origin: str, observed: Observations) -> Iterator[Choice]:
    """Series of an origin, for the group and for the places with most cases."""
    groups = {choice.series: choice for choice in _groups(origin, observed)}
    for series, places in sorted(observed.values.items(), key=lambda item: ORDER.get(item[0], -1)):
        if series in groups:
            yield groups[series]
        if series in BY_STATE or series not in ORDER:
            continue
        states = observed.states - {origin}
        singles = [p for p in states if max(places.get(p, {0: 0})) >= FIRST_SCORED]
        singles.sort(key=lambda place: (-_size(places[place]), place))
        for place in singles[: SINGLE_PLACES.get(series, FEWEST_PLACES)]:
            yield Choice(series, place, origin=origin)


def _size(figures: Mapping[int, float]) -> float:
    """Cases in the years that are known or scored."""
    return sum(value for year, value in figures.items() if SIZED_FROM <= year <= LAST_SCORED)


def _together(observations: Mapping[str, Observations]) -> Iterator[Choice]:
    """Series added up over the origins; a share has no sum."""
    for observable in OBSERVABLES:
        if observable.share:
            continue
        places = Counter(
            HOME if place == origin else place
            for origin, observed in observations.items()
            if (place := _widest(observable, origin, observed))
        )
        names = [place for place, _ in places.most_common(1)]
        if observable.id == "stock":
            names.append(EUROPEAN_UNION)
        for place in names:
            choice = Choice(observable.id, place, origin=ALL)
            if observed_of(choice, observations)[0]:
                yield choice


def _largest(observations: Mapping[str, Observations]) -> Iterator[Choice]:
    """Emigrants of each origin, of many those with most."""
    sizes = {
        origin: _size(observed.values.get("stock", {}).get(EVERYWHERE, {}))
        for origin, observed in observations.items()
    }
    kept = sorted((o for o in sizes if sizes[o] > 0), key=lambda o: (-sizes[o], o))[:MOST_ORIGINS]
    for origin in observations:
        if origin in kept:
            yield Choice("stock", EVERYWHERE, origin=origin)


def _pictured(choices: Sequence[Choice]) -> list[Choice]:
    """The choices with the numbers of their panels, in their own order."""
    firsts: dict[str, list[int]] = {}
    for number, choice in enumerate(choices):
        names = [name for name in PICTURED if choice.series.startswith(name)]
        if names and (names[0] not in firsts or names[0] in SHARED):
            firsts.setdefault(names[0], []).append(number)
    shown = [firsts[name] for name in PICTURED if name in firsts][:MOST_PANELS]
    stocks = [n for n, choice in enumerate(choices) if choice.series == "stock"]
    if len(stocks) > 1 and shown:
        shown = [*shown[: MOST_PANELS - 1], [stocks[1]]]
    panels = {at: panel for panel, group in enumerate(sorted(shown), 1) for at in group}
    return [replace(choice, panel=panels.get(n, 0)) for n, choice in enumerate(choices)]
