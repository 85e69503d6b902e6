"""The world as the tables tell it: places, corridors, populations, targets. Immutable.

`load_world` reads the compiled tables once. A method either gives what a source says, or makes a
figure by a named rule of `impute.py`, in which case `World.imputations` says so.
"""

import functools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import InputError
from sim.vocabulary import MONTHS_PER_YEAR, Sex
from sim.world import impute
from sim.world.archive import Archive
from sim.world.checks import (
    Source,
    check_ages,
    check_chosen,
    check_origins,
    check_places,
    check_rest,
    near,
    sources_of,
    unknown_place,
)
from sim.world.education import (
    BETWEEN,
    EDUCATION_2008,
    EDUCATION_YEAR,
    EducationAssumption,
    assumed_by_development,
    education_gap,
    education_shares,
)
from sim.world.facts import MEASURES, Facts, by_corridor, month_index
from sim.world.known import PASSPORT_OF, TIES_LIKE
from sim.world.parts import Series
from sim.world.reader import RECOMPILE
from sim.world.rest import EVERY_PLACE, TIES, places_apart, with_rest
from sim.world.schema import OUTCOMES_HELD_OUT_AFTER, ROW, TABLES
from sim.world.targets import Target, targets

__all__ = ["PolicyEvent", "Source", "Target", "World", "load_world", "month_index"]

DATA_FOLDER = Path(__file__).parent / "data"
LAST_DISPLACEMENT_YEAR = 2024
"""Last whole year of the table of new refugees."""
EARTH_RADIUS = 6371.0  # km, mean
NEIGHBOURHOODS = (
    ("subregion", impute.REGION),
    ("region", impute.REGION),
    ("", impute.WORLD_MEDIAN),
)
"""Columns of the table of places by which to look for neighbours, narrowest first."""


def in_one_word(name: str) -> str:
    """A name as it stands in ids of parameters: "sub_saharan_africa"."""
    return "_".join(name.replace("-", " ").split()).lower()


def _last_displaced(origin: str, year: int) -> int:
    """The year, or the last one before it whose displacement may be known."""
    return min(year, LAST_DISPLACEMENT_YEAR, OUTCOMES_HELD_OUT_AFTER.get(origin, year))


@dataclass(frozen=True)
class PolicyEvent:
    """A dated agreement or regime of a place; `month` is a month index, `precision` of the date."""

    iso3: str
    instrument: str
    event: str
    month: int
    precision: str
    verified: str


@dataclass(frozen=True, eq=False)
class World:
    """All tables, seen from the origins of a run. Arrays over places follow `places`."""

    places: tuple[str, ...]
    origins: tuple[str, ...]
    sources: dict[str, Source]
    facts: Facts = field(repr=False)
    _log: impute.Imputations = field(default_factory=impute.Imputations, repr=False)

    # places

    def index(self, iso3: str) -> int:
        """Position of a place in `places` and in every array over places."""
        try:
            return self._positions[iso3]
        except KeyError:
            if iso3 in self.facts.archive.places:
                raise InputError(
                    f"place {iso3}: part of {ROW} in this run; expected one of its places, such "
                    f"as {', '.join(near(iso3, self.places))}"
                ) from None
            raise InputError(f"place {iso3}: {unknown_place(iso3, self.places)}") from None

    def name(self, iso3: str) -> str:
        """English name of a place."""
        return self._place_cell("name", iso3) if self.index(iso3) >= 0 else ""

    def subregion(self, iso3: str) -> str:
        """Part of the world of a place, in one word: "sub_saharan_africa"."""
        return in_one_word(self._place_cell("subregion", iso3))

    def known_origins(self) -> tuple[str, ...]:
        """Every place that can be an origin: those with residents by age in the tables."""
        return tuple(iso3 for iso3 in self.facts.archive.parts["population"] if iso3)

    def part(self, word: str) -> str:
        """Name of a part of the world that `subregion` gives in one word."""
        names = (str(row["subregion"]) for row in self.facts.place_rows.values())
        return next((name for name in names if in_one_word(name) == word), word)

    @property
    def imputations(self) -> list[str]:
        """Each rule that stood in for a missing figure so far: "rule: what, where, years"."""
        return self._log.lines()

    def digest(self) -> str:
        """SHA-256 of all tables, in hexadecimal."""
        return self.facts.archive.digest

    def eu_member(self, month_index: int) -> np.ndarray:
        """Members of the European Union in a month, (n_places,) bool."""
        return self._in_force("eu_since", "eu_until", month_index)

    def schengen_visa_area(self, month_index: int) -> np.ndarray:
        """States that issue the uniform short-stay visa in a month, (n_places,) bool."""
        return self._in_force("schengen_since", "", month_index)

    def visa_free_area(self, month_index: int) -> np.ndarray:
        """States bound by the common list of who needs a visa, (n_places,) bool.

        A visa-free regime with the European Union opens all of them: the members except IRL and
        GBR, whether they issue the uniform visa yet or not, and CHE, ISL and NOR.
        """
        return self._in_force("visa_list_since", "visa_list_until", month_index)

    # indicators

    def observed(self, indicator: str, iso3: str, year: int) -> float | None:
        """Figure of a source for a place and year; None if there is none."""
        self.index(iso3)
        return self.facts.series(indicator, iso3).get(year)

    def series(self, indicator: str, iso3: str) -> Series:
        """Every observed year of an indicator of a place."""
        self.index(iso3)
        return dict(self.facts.series(indicator, iso3))

    def value(self, indicator: str, iso3: str, year: int) -> float:
        """Figure of a place and year, observed or else by a named rule.

        Between two years: linear. Before the first and after the last: held constant. No year at
        all: median of the subregion's places, of the region's, of all.
        """
        if indicator not in self.facts.indicator_names:
            names = get_close_matches(indicator, self.facts.indicator_names, n=3, cutoff=0.0)
            raise InputError(
                f"indicator {indicator}: not in the world tables; expected one of "
                f"{', '.join(names)}"
            )
        known_series = self.facts.indicator(indicator)
        series = known_series.get(iso3)
        self.index(iso3)
        if series:
            value, rule = impute.between(series, year)
            if rule:
                self._log.note(rule, indicator, iso3, year)
            return value
        for level, rule in NEIGHBOURHOODS:
            known = [
                impute.between(known_series[other], year)[0]
                for other in self.places
                if other in known_series
                and (not level or self._place_cell(level, other) == self._place_cell(level, iso3))
            ]
            if known:
                self._log.note(rule, indicator, iso3, year)
                return float(np.median(known))
        raise InputError(f"indicator {indicator}: no place has a figure; {RECOMPILE}")

    def values(self, indicator: str, year: int) -> np.ndarray:
        """`value` of every place, (n_places,)."""
        return np.array([self.value(indicator, iso3, year) for iso3 in self.places])

    def gdp_per_capita_eur2015(self, iso3: str, year: int) -> float:
        """Product per resident in hard currency [EUR of 2015, year-1].

        Current USD per head, deflated by consumer prices of the United States, in EUR of 2015.
        Outside the observed years the nearest one is held.
        """
        known = self.facts.series("gdp_current", iso3)
        self.index(iso3)
        at = min(max(year, min(known)), max(known)) if known else year
        if at != year:
            self._log.note(impute.HELD, "gdp_per_capita_eur2015", iso3, year)
        current = self.value("gdp_current", iso3, at) / self.value("population", iso3, at)
        return current * self.facts.to_eur2015(at)

    # people

    def population(self, origin: str, year: int) -> np.ndarray:
        """Residents of an origin at mid-year by sex (female, male) and single age, (2, 101).

        Age and sex from the five-year tables of the 2019 revision, total from that of 2024.
        """
        self._require_origin(origin)
        tables = self.facts.age_tables[origin]
        years = sorted(tables)
        at = min(max(year, years[0]), years[-1])
        before = max(y for y in years if y <= at)
        after = min(y for y in years if y >= at)
        self._log.note(impute.SINGLE_AGES, "population", origin)
        shape = tables[before]
        if after > before:
            self._log.note(impute.COHORTS, "population", origin, year)
            shape = np.stack(
                [
                    impute.age_along_cohorts(
                        tables[before][sex], tables[after][sex], at - before, after - at
                    )
                    for sex in (Sex.FEMALE, Sex.MALE)
                ]
            )
        if at != year:
            self._log.note(impute.HELD, "age structure", origin, year)
        self._log.note(impute.SCALED, "population", origin, year)
        return np.asarray(shape * (self.value("population", origin, year) / shape.sum()))

    def residents_by_age(self, iso3: str, year: int) -> tuple[float, float]:
        """Residents of a place of 20 to 64, and of 65 and over [persons]; 0 where unknown.

        Linear between the five-year tables; after the last along its cohorts, for fifteen years.
        """
        tables = self.facts.broad_ages.get(iso3)
        if not tables:
            return 0.0, 0.0
        working, rule = impute.between({y: ages[0] for y, ages in tables.items()}, year)
        old, _ = impute.between({y: ages[1] for y, ages in tables.items()}, year)
        ahead = year > self.facts.last_ages and rule != impute.HELD
        if rule or ahead:
            rule = impute.COHORTS_AHEAD if ahead else rule
            self._log.note(rule, "residents by broad age", iso3, year)
        return working, old

    def education(self, origin: str, year: int) -> np.ndarray:
        """Assumed shares by sex, single age and skill (low, middle, high) [1], (2, 101, 3)."""
        self._require_origin(origin)
        rule = impute.EDUCATION if origin in EDUCATION_2008 else impute.EDUCATION_HDI
        self._log.note(rule, "shares by skill", origin)
        return education_shares(self._education(origin), year)

    def education_gap(self, origin: str) -> tuple[float, float]:
        """Log-odds of high and of low education of an origin over those of Moldova [1]."""
        self._require_origin(origin)
        return education_gap(self._education(origin))

    def _education(self, origin: str) -> EducationAssumption:
        """What is assumed of an origin's adults: of its own, or by human development."""
        if origin in EDUCATION_2008:
            return EDUCATION_2008[origin]
        hdi = {iso3: self._hdi(iso3) for iso3 in (origin, *BETWEEN)}
        return assumed_by_development(hdi[origin], (hdi[BETWEEN[0]], hdi[BETWEEN[1]]))

    def _hdi(self, iso3: str) -> float:
        """Human development index of the year of the assumptions on education [1]."""
        series = self.facts.series("hdi", iso3)
        if series:
            return impute.between(series, EDUCATION_YEAR)[0]
        return self.value("hdi", iso3, EDUCATION_YEAR)

    def stock(self, origin: str, year: int) -> np.ndarray:
        """Persons born in the origin who live in each place, (n_places,); 0 for the origin.

        Linear between the five-year figures. Where the source has no figure for a place at all,
        the named rules of `impute.py` are tried in turn.
        """
        self._require_origin(origin)
        return np.array([self._stock_in(origin, iso3, year) for iso3 in self.places])

    def stock_female(self, origin: str, year: int) -> np.ndarray:
        """Women among `stock`, (n_places,)."""
        self._require_origin(origin)
        women = self.facts.stocks_female
        totals = self.facts.stocks
        known = [iso3 for iso3 in self.places if (origin, iso3) in totals]
        share = sum(impute.between(women[origin, i], year)[0] for i in known) / max(
            1.0, sum(impute.between(totals[origin, i], year)[0] for i in known)
        )
        result = np.zeros(len(self.places))
        for at, (iso3, persons) in enumerate(
            zip(self.places, self.stock(origin, year), strict=True)
        ):
            if (origin, iso3) in women:
                result[at] = min(impute.between(women[origin, iso3], year)[0], persons)
            elif persons > 0:
                self._log.note(impute.FEMALE, "stock_female", iso3, year)
                result[at] = share * persons
        return result

    def arrival_profile(
        self, origin: str, iso3: str, year: int = 2008
    ) -> tuple[np.ndarray, np.ndarray]:
        """Years up to `year`, and the share of the stock of `year` that had arrived by each [1].

        The share never falls and ends at 1; its first element has arrived in that year or before.
        """
        self._log.note(impute.NO_TURNOVER, "arrival_profile", iso3, year)
        years = np.arange(min(1990, year), year + 1)
        stock = np.array([self._stock_in(origin, iso3, int(y)) for y in years])
        if stock[-1] <= 0:
            return years, np.ones(years.size)
        least_since = np.minimum.accumulate(stock[::-1])[::-1]
        return years, least_since / stock[-1]

    def labour_migrants(self, origin: str) -> Series | dict[str, float]:
        """Labour migrants abroad by a survey (MDA: 2008) [persons], by place, EU27 and OTHER."""
        self._require_origin(origin)
        return {
            row["partner"]: row["value"] * 1000.0
            for row in self.rows("transcribed")
            if row["iso3"] == origin and row["measure"] == "labour_migrants_abroad"
        }

    def refugees(self, origin: str, year: int) -> np.ndarray:
        """Refugees from the origin at the year's end by place of asylum, (n_places,)."""
        return np.asarray(np.nan_to_num(self.measured("refugees", origin, year)))

    def resettled(self, origin: str, year: int) -> np.ndarray:
        """Refugees from the origin resettled in a year by place, (n_places,)."""
        return np.asarray(np.nan_to_num(self.measured("resettled", origin, year)))

    def idps(self, origin: str, year: int) -> float:
        """Internally displaced persons in the origin at the year's end."""
        return float(np.nan_to_num(self.measured("idps", origin, year))[self.index(origin)])

    def displacement(self, origin: str, year: int) -> float:
        """New refugees of a year per resident of the origin [year-1].

        A year without a figure has none; after the last year that may be known, as in it.
        """
        self._require_origin(origin)
        at = _last_displaced(origin, year)
        self._log.note(impute.DISPLACED, "displacement", origin, year)
        persons = self.facts.displacement.get(origin, {}).get(at, 0.0)
        return persons / self.value("population", origin, at)

    def new_idps(self, origin: str, year: int) -> float:
        """Rise of the internally displaced over a year per resident of the origin [year-1].

        0 where they became fewer; after the last year that may be known, as in it.
        """
        at = _last_displaced(origin, year)
        self._log.note(impute.DISPLACED_WITHIN, "displacement", origin, year)
        rise = max(0.0, self.idps(origin, at) - self.idps(origin, at - 1))
        return rise / self.value("population", origin, at)

    # corridors

    def distance(self, origin: str, dest: str) -> float:
        """Distance between the main cities [km]; 0 to itself."""
        return float(self.distances(origin)[self.index(dest)])

    def distances(self, origin: str) -> np.ndarray:
        """Distance of every place from the origin [km], (n_places,)."""
        self._log.note(impute.DISTANCE_REST, "distance", ROW)
        return self._corridor(origin, lambda row: row["distance"])

    def language(self, origin: str) -> np.ndarray:
        """Whether a language is shared with the origin, (n_places,) of 0 and 1."""
        self._log.note(impute.LANGUAGE, "language", origin)
        names = ("official_language", "ethnic_language", "colony_after_1945", "common_coloniser")
        return self._corridor(origin, lambda row: max(row[name] for name in names))

    def colony(self, origin: str) -> np.ndarray:
        """Whether one was ever a colony of the other, (n_places,) of 0 and 1."""
        return self._corridor(origin, lambda row: row["colony"])

    def contiguous(self, origin: str) -> np.ndarray:
        """Whether the places share a border, (n_places,) of 0 and 1."""
        return self._corridor(origin, lambda row: row["contiguous"])

    def visa_required(self, origin: str, month_index: int) -> np.ndarray:
        """Whether the origin's citizens need a visa for a short stay, (n_places,) bool.

        Before any visa-free regime with the European Union: a lever switches that on.
        """
        self._require_origin(origin)
        result = np.zeros(len(self.places), dtype=bool)
        passport = PASSPORT_OF.get(origin, origin)
        if passport != origin:
            self._log.note(impute.PASSPORT, "visa_required", origin)
        for at, iso3 in enumerate(self.places):
            if iso3 in (origin, passport):
                continue
            rules = self.facts.visa_rules.get((passport, iso3), ())
            past = [required for since, required in rules if since <= month_index]
            if past:
                result[at] = past[-1]
            elif rules:
                self._log.note(
                    impute.VISA_BEFORE, "visa_required", iso3, month_index // MONTHS_PER_YEAR
                )
                result[at] = rules[0][1]
            else:
                self._log.note(impute.VISA_UNKNOWN, "visa_required", iso3)
                result[at] = True
        return result

    def remittance_price(self, origin: str, year: int) -> np.ndarray:
        """Cost of sending 200 USD to the origin from each place [percent of it], (n_places,)."""
        self._require_origin(origin)
        result = np.zeros(len(self.places))
        world = self.facts.prices["WLD", "WLD"]
        for at, iso3 in enumerate(self.places):
            series = self.facts.prices.get((iso3, origin))
            rule = ""
            if not series:
                series = self.facts.series("remittance_cost_inbound_200usd", origin)
                rule = impute.INBOUND
            if not series:
                series, rule = world, impute.WORLD_PRICE
            result[at], between = impute.between(series, year)
            for used in (rule, between):
                if used and iso3 != origin:
                    self._log.note(used, "remittance_price", iso3, year)
        return result

    def measured(self, measure: str, origin: str, year: int) -> np.ndarray:
        """A measure by place as its source has it, NaN where it has none, (n_places,).

        Measures of the tables permits, asylum, enforcement, immigration, refugees, and of visas:
        visas_applied, visas_issued, visas_multiple_entry, visas_refused.
        """
        self._require_origin(origin)
        known = self.facts.measures.get((measure, origin))
        if measure not in MEASURES:
            names = get_close_matches(measure, sorted(MEASURES), n=3, cutoff=0.0)
            raise InputError(
                f"measure {measure}: not in the world tables; expected one of {', '.join(names)}"
            )
        found = (known or {}).get(year, {})
        return np.array([found.get(iso3, math.nan) for iso3 in self.places])

    # policy, targets, raw rows

    def policy_events(self, iso3: str) -> list[PolicyEvent]:
        """Dated agreements and regimes of a place, in order of date."""
        self.index(iso3)
        events = [
            PolicyEvent(
                row["iso3"],
                row["instrument"],
                row["event"],
                month_index(row["date"]),
                row["precision"],
                row["verified"],
            )
            for row in self.rows("policy")
            if row["iso3"] == iso3
        ]
        return sorted(events, key=lambda event: (event.month, event.instrument, event.event))

    def targets(self, origin: str) -> list[Target]:
        """Every observed outcome of an origin that a run can be held against, sorted."""
        self._require_origin(origin)
        return list(targets(self.facts, origin))

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """Rows of a compiled table, for what has no method of its own."""
        return self.facts.rows(table)

    def rows_of_all(self, table: str) -> Iterator[dict[str, Any]]:
        """Rows of a compiled table as the source has them, those of every country."""
        return self.facts.rows_of_all(table)

    @functools.cached_property
    def _positions(self) -> dict[str, int]:
        return {iso3: at for at, iso3 in enumerate(self.places)}

    def _place_cell(self, column: str, iso3: str) -> str:
        return str(self.facts.place_rows[iso3][column])

    def _in_force(self, since: str, until: str, month: int) -> np.ndarray:
        """Places whose membership had begun by a month and not ended, (n_places,) bool."""
        result = np.zeros(len(self.places), dtype=bool)
        for at, iso3 in enumerate(self.places):
            start = self._place_cell(since, iso3)
            end = self._place_cell(until, iso3) if until else ""
            begun = bool(start) and month_index(start) <= month
            result[at] = begun and not (end and month_index(end) < month)
        return result

    def _corridor(self, origin: str, pick: Callable[[Mapping[str, Any]], float]) -> np.ndarray:
        """A figure of each of an origin's corridors, (n_places,); 0 for the origin itself."""
        self._require_origin(origin)
        return np.array(
            [0.0 if iso3 == origin else pick(self._ties(origin, iso3)) for iso3 in self.places]
        )

    def _ties(self, origin: str, iso3: str) -> Mapping[str, Any]:
        """Distance and ties of a corridor, from its own row or by a named rule."""
        rows = self.facts.corridor_rows
        if (origin, iso3) in rows:
            return rows[origin, iso3]
        like, there = TIES_LIKE.get(origin, origin), TIES_LIKE.get(iso3, iso3)
        self._log.note(impute.TIES_OF, "ties", f"{origin} {iso3}")
        ties = dict.fromkeys(TIES, float(like == there))
        if (like, there) in rows:
            ties = {name: rows[like, there][name] for name in TIES}
        return ties | {"distance": self._great_circle(origin, iso3)}

    def _great_circle(self, origin: str, iso3: str) -> float:
        """Distance between centroids [km]; of the rest of the world, the mean of all places."""
        if iso3 == ROW:
            self._log.note(impute.DISTANCE_MEAN, "distance", origin)
            others = [other for other in self.places if other not in (origin, ROW)]
            return float(np.mean([self._ties(origin, other)["distance"] for other in others]))
        self._log.note(impute.DISTANCE_CENTROIDS, "distance", f"{origin} {iso3}")
        return great_circle(self._coordinates(origin), self._coordinates(iso3))

    def _coordinates(self, iso3: str) -> tuple[float, float]:
        """Longitude and latitude of a place [degree]."""
        return float(self._place_cell("longitude", iso3)), float(self._place_cell("latitude", iso3))

    def _stock_in(self, origin: str, iso3: str, year: int) -> float:
        """Persons born in the origin who live in one place."""
        if iso3 == origin:
            return 0.0
        series = self.facts.stocks.get((origin, iso3))
        if series:
            value, rule = impute.between(series, year)
            if rule == impute.HELD:
                self._log.note(rule, "stock", iso3, year)
            return value
        value, rule = self._stock_instead(origin, iso3, year)
        self._log.note(rule, "stock", iso3)
        return value

    def _stock_instead(self, origin: str, iso3: str, year: int) -> tuple[float, str]:
        """A stock that the source does not estimate, and the rule that made it."""
        known = self.facts.measures_by_place
        for measure in ("valid_permits", "population_by_citizenship"):
            series = known.get((measure, origin), {}).get(iso3)
            if series:
                return impute.between(series, year)[0], impute.PERMITS
        sent = self.facts.remittances.get((iso3, origin))
        if sent:
            reference, amount = min(sent.items())
            each = self.facts.money_per_emigrant.get((origin, reference), 0.0)
            if each > 0.0:
                return amount / each, impute.MONEY
        before = known.get(("resettled", origin), {}).get(iso3, {})
        resettled = sum(persons for y, persons in before.items() if y <= year)
        present = known.get(("refugees", origin), {}).get(iso3, {}).get(year, 0.0)
        if max(resettled, present) > 0:
            return max(resettled, present), impute.REFUGEES
        return 0.0, impute.NONE_THERE

    def _require_origin(self, iso3: str) -> None:
        """Refuse a place that this world was not loaded as an origin."""
        if iso3 not in self.origins:
            raise InputError(
                f"origin {iso3}: not among the origins of this world; expected one of "
                f"{', '.join(self.origins)}"
            )


def great_circle(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance [km] on a sphere between two points given by longitude and latitude [degree]."""
    (x, y), (u, v) = (np.radians(point) for point in (one, other))
    cosine = math.sin(y) * math.sin(v) + math.cos(y) * math.cos(v) * math.cos(x - u)
    return EARTH_RADIUS * math.acos(min(1.0, max(-1.0, cosine)))


def load_world(
    origins: Sequence[str], named: Sequence[str] | None = None, folder: Path | None = None
) -> World:
    """Read the tables of the origins; refuse what is not there, and a missing or damaged table.

    origins  codes of those whose people are simulated
    named    places that stand apart (`rest.places_apart`); None: the usual ones
    folder   of the compiled tables; None: the project's own
    """
    archive = Archive(DATA_FOLDER if folder is None else folder)
    check_rest(archive)
    check_origins(tuple(origins), archive)
    chosen = [place for place in named or () if place != EVERY_PLACE]
    check_chosen(chosen, origins)
    check_places(chosen, archive)
    tables = {name: archive.table(name, parts) for name, parts in _needed(origins).items()}
    check_ages(tables["population"])
    away = by_corridor(tables["stocks"], "origin", "dest", "value")
    places = places_apart(origins, named, archive.places, tables["stocks"])
    check_places(places, archive)
    apart = frozenset(places)
    seen = {name: with_rest(TABLES[name], table, apart) for name, table in tables.items()}
    facts = Facts(seen, archive, apart, away)
    return World(places, tuple(origins), sources_of(archive.source_rows), facts)


def _needed(origins: Sequence[str]) -> dict[str, list[str]]:
    """Parts that a run of some origins reads, by table; indicators are read when asked for."""
    passports = [PASSPORT_OF[iso3] for iso3 in origins if iso3 in PASSPORT_OF]
    more = {"visa_rules": [p for p in dict.fromkeys(passports) if p not in origins]}
    more["prices"] = ["WLD"]
    return {
        name: [*origins, *more.get(name, ())] if table.part else [""]
        for name, table in TABLES.items()
        if table.part != "indicator"
    }
