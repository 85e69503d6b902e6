"""What the pictures and the report tell, computed once: rows, series, dates, findings in words."""

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.results.measures import Reader, Series, measures
from sim.results.summary import Drawn, Row, row_of
from sim.results.words import NBSP, join, lower_first, number, span, step_for
from sim.vocabulary import MONTHS_PER_YEAR

PILLARS = {
    1: "Legal migration and mobility",
    2: "Irregular migration and trafficking",
    3: "Protection and asylum",
    4: "Development",
    0: "Population, rights and cost",
}
"""Headings, in the order in which they are shown."""

MAIN = (
    "visits", "visa_applications", "visa_refusals", "arrivals", "permits_issued", "emigrants",
    "unlicensed_share", "recruitment_fees",
    "irregular_entries", "overstays", "irregular_stock", "returns", "deaths_in_transit",
    "trafficked", "exploited", "detained",
    "asylum_applications", "idps",
    "remittances_received", "remittance_fees", "gdp_per_capita", "poverty_headcount",
    "skilled_emigration_rate", "left_behind_children",
    "programme_cost",
)  # fmt: skip
"""Outcomes of the effect picture, pillar by pillar."""

ANSWERS = (
    ("visits", "visa_refusals", "visa_applications", "arrivals", "emigrants", "permits_issued"),
    ("irregular_stock", "irregular_entries", "overstays", "returns", "exploited", "trafficked",
     "deaths_in_transit", "detained", "asylum_applications"),
    ("remittances_received", "poverty_headcount", "skilled_emigration_rate",
     "left_behind_children", "gdp_per_capita", "remittance_fees"),
)  # fmt: skip
"""The three sentences of the answer, each drawn from these, in order of interest."""


MOST_NAMED = 6
"""Origins that are named one by one."""


@dataclass(frozen=True)
class Strip:
    """A row of small pictures with one subject.

    lead    measures whose finding stands above the row
    panels  measures shown; one that ends in `.*` stands for its largest parts
    """

    name: str
    subject: str
    lead: tuple[str, ...]
    panels: tuple[str, ...]


STRIPS = (
    Strip("arrivals", "Arrivals abroad, by channel", ("arrivals",), ("arrivals.*",)),
    Strip(
        "emigrants", "Emigrants, by where they live", ("emigrants",), ("emigrants", "emigrants.*")
    ),
    Strip(
        "visits",
        "Short stays and irregular stay",
        ("visa_refusals", "irregular_stock"),
        ("visits", "visa_applications", "visa_refusals", "irregular_entries", "overstays",
         "irregular_stock"),
    ),
    Strip("returns", "Returns, by kind", ("returns",), ("return_orders", "returns.*")),
    Strip(
        "development",
        "Money and development at home",
        ("remittances_received", "poverty_headcount"),
        ("remittances_received", "remittances_to_gdp", "gdp_per_capita", "poverty_headcount",
         "skilled_emigration_rate", "left_behind_children"),
    ),
    Strip(
        "rights",
        "Rights: what goes wrong on the way and abroad",
        ("exploited", "trafficked", "deaths_in_transit"),
        ("deaths_in_transit", "trafficked", "exploited", "detained", "unlicensed_share",
         "smuggling_revenue"),
    ),
)  # fmt: skip
TALKS = Strip(
    "talks",
    "Talks between partner and Union",
    ("partnership_rung", "partnership_effort"),
    ("partnership_rung", "partnership_effort", "partnership_compliance", "partnership_delivered",
     "partnership_trust", "partnership_members"),
)  # fmt: skip
"""Shown where agreements are negotiated."""
PANELS_PER_STRIP = 6
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August",
          "September", "October", "November", "December")  # fmt: skip
COVER = 0.90


@dataclass(frozen=True)
class Turn:
    """A date on which the reform changes levers: the first of its month, and what changes."""

    date: str
    month: np.datetime64
    labels: tuple[str, ...]

    @property
    def day(self) -> str:
        """The date in words, "5 June 2008"."""
        return day_in_words(self.date)


@dataclass(frozen=True)
class Curve:
    """One measure over time: mean and band of both worlds, as shown.

    month           dates (n,)
    mean, low, high (policy, n), flows as sums of 12 months
    rolling         flows were summed over 12 months
    """

    month: NDArray[np.datetime64]
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    rolling: bool


@dataclass
class Story:
    """A result, read once. `calendar` lists what the reform changes, as in run.json."""

    dataset: xr.Dataset
    calendar: Sequence[Mapping[str, Any]] = ()
    series: dict[str, Series] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    _curves: dict[str, Curve] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read every measure once."""
        reader, drawn = Reader(self.dataset), Drawn(self.dataset)
        for measure in measures(reader):
            values = reader.measured(measure)
            self.series[measure.name] = values
            self.rows[measure.name] = row_of(measure, values, drawn)

    @cached_property
    def time(self) -> NDArray[np.datetime64]:
        """Months of the result."""
        return self.dataset["time"].values.astype("datetime64[M]")

    @property
    def replicates(self) -> int:
        """Replicates per policy."""
        return int(self.dataset.sizes["replicate"])

    @cached_property
    def years(self) -> str:
        """First and last year, "2008-2030"."""
        first, last = str(self.time[0])[:4], str(self.time[-1])[:4]
        return first if first == last else f"{first}\u2013{last}"

    @cached_property
    def last_year(self) -> str:
        """Year in which the result ends."""
        return str(self.time[-1])[:4]

    @cached_property
    def origins(self) -> str:
        """Names of the origins; how many they are, if more than can be read."""
        if self.dataset.sizes["origin"] > MOST_NAMED:
            return f"{self.dataset.sizes['origin']} countries"
        names = dict(
            zip(self.dataset["place"].values, self.dataset["place_name"].values, strict=True)
        )
        return join([str(names.get(o, o)) for o in self.dataset["origin"].values])

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """Dates of the reform's changes, in order."""
        days: dict[str, list[str]] = {}
        for entry in self.calendar:
            if str(entry.get("policy", "reform")) == "reform":
                name = change_of(entry)
                known = days.setdefault(str(entry["date"])[:10], [])
                if name not in known:
                    known.append(name)
        return tuple(
            Turn(day, np.datetime64(day[:7], "M"), tuple(days[day])) for day in sorted(days)
        )

    def turns_shown(self, count: int) -> tuple[Turn, ...]:
        """At most `count` dates: those with most changes, in order of time."""
        ranked = sorted(self.turns, key=lambda turn: (-len(turn.labels), turn.date))[:count]
        return tuple(sorted(ranked, key=lambda turn: turn.date))

    def panels(self, strip: Strip) -> list[str]:
        """Names of the measures of a strip, the largest parts first; parts that are zero last."""
        names: list[str] = []
        for item in strip.panels:
            if not item.endswith(".*"):
                names += [item] if item in self.rows else []
                continue
            stem = item[:-1]
            parts = [
                name for name in self.rows if name.startswith(stem) and not name.endswith(".eu27")
            ]
            size = {
                name: max(_finite(self.rows[name].baseline), _finite(self.rows[name].reform))
                for name in parts
            }
            names += sorted(parts, key=lambda name: -size[name])
        return names[:PANELS_PER_STRIP]

    def curve(self, name: str) -> Curve:
        """A measure as it is drawn: flows over 12 months, mean and 90 % band of replicates."""
        if name in self._curves:
            return self._curves[name]
        values = self.series[name]
        month = self.time
        rolling = self.rows[name].measure.kind == "flow" and len(month) > 2 * MONTHS_PER_YEAR
        if rolling:
            total = np.cumsum(values, axis=2)
            before = np.zeros_like(total[:, :, : -MONTHS_PER_YEAR + 1])
            before[:, :, 1:] = total[:, :, :-MONTHS_PER_YEAR]
            values = total[:, :, MONTHS_PER_YEAR - 1 :] - before
            month = month[MONTHS_PER_YEAR - 1 :]
        tail = (1.0 - COVER) / 2.0
        if np.isfinite(values).all():
            low, high = np.quantile(values, (tail, 1.0 - tail), axis=1)
            mean = values.mean(axis=1)
        else:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)  # months that none knows
                low, high = np.nanquantile(values, (tail, 1.0 - tail), axis=1)
                mean = np.nanmean(values, axis=1)
        self._curves[name] = Curve(month, mean, low, high, rolling)
        return self._curves[name]

    def finding(self, name: str) -> str:
        """What the reform does to a measure, as a sentence without a full stop."""
        row = self.rows[name]
        label, many = row.measure.label, row.measure.plural
        if not row.known:
            return f"{label}: not computed"
        if row.empty:
            return f"{label}: none in either world"
        if row.same:
            return f"{label} {'do' if many else 'does'} not change"
        if not row.clear:
            effect, interval = span(row.effect, row.low, row.high, row)
            return f"{label}: no clear change ({effect}; {interval})"
        verb = "rise" if row.effect > 0 else "fall"
        effect, interval = span(row.effect, row.low, row.high, row, signed=False)
        ends = f" ({interval})" if interval else ""
        return f"{label} {verb}{'' if many else 's'} by {effect}{ends}"

    def heading(self, strip: Strip) -> str:
        """The clearest finding among the leads of a strip."""
        names = [name for name in strip.lead if name in self.rows]
        clear = [name for name in names if self.rows[name].clear]
        if clear:
            return join([self.finding(clear[0]), *map(self._continued, clear[1:2])])
        return self.finding(names[0]) if names else strip.subject

    def answer(self) -> list[str]:
        """The answer in three sentences: mobility, irregularity and rights, development."""
        return [self._sentence(names) for names in ANSWERS]

    def main(self) -> dict[int, list[Row]]:
        """Rows of the effect picture by pillar; those that are zero or unknown are left out."""
        chosen = [self.rows[name] for name in MAIN if name in self.rows]
        shown = [row for row in chosen if row.known and not row.empty]
        grouped = {p: [row for row in shown if row.measure.pillar == p] for p in PILLARS}
        return {pillar: rows for pillar, rows in grouped.items() if rows}

    def silent(self) -> list[str]:
        """Main outcomes that are zero in both worlds, in words."""
        rows = [self.rows[name] for name in MAIN if name in self.rows]
        return [lower_first(row.measure.label) for row in rows if row.known and row.empty]

    def _sentence(self, names: Sequence[str]) -> str:
        rows = [self.rows[name] for name in names if name in self.rows]
        clear = [row for row in rows if row.clear and abs(row.relative) >= 0.005]
        telling = sorted(clear, key=lambda row: -min(abs(row.relative), 2.0))[:3]
        telling = [row for row in rows if row in telling]
        if rows and all(row.same for row in rows):
            return f"No change at all in {join([lower_first(r.measure.label) for r in rows])}."
        if not telling:
            still = [lower_first(row.measure.label) for row in rows if not row.empty][:3]
            return f"No clear change in {join(still)}." if still else "Nothing to report."
        parts = [self._with_share(telling[0])]
        parts += [lower_first(self._with_share(row)) for row in telling[1:]]
        return f"{join(parts)}."

    def _with_share(self, row: Row) -> str:
        """A finding with its size relative to the baseline."""
        text = self.finding(row.measure.name)
        if row.share or not math.isfinite(row.relative):
            return text
        percent = abs(row.relative) * 100.0
        size = number(percent, step_for(percent, 2) if percent < 10 else 1.0)
        return text.replace(" by ", f" by {size}{NBSP}%, or ", 1)

    def _continued(self, name: str) -> str:
        return lower_first(self.finding(name))


def day_in_words(date: str) -> str:
    """An ISO date in words; what is no such date stays as it is."""
    parts = date.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return date
    year, month, day = map(int, parts)
    return f"{day} {MONTHS[month - 1]} {year}" if 1 <= month <= 12 else date


def change_of(entry: Mapping[str, Any]) -> str:
    """What an entry of the calendar changes, and whose, where it is not for everybody."""
    label = str(entry.get("label") or tidy_lever(str(entry.get("lever", ""))))
    whose = entry.get("origins") or entry.get("states") or ()
    if not whose:
        return label
    many = len(whose) > MOST_NAMED
    return f"{label} ({f'{len(whose)} countries' if many else entry.get('whose')})"


def tidy_lever(lever: str) -> str:
    """A lever's id as words."""
    return lever.replace("_", " ").capitalize()


def _finite(value: float) -> float:
    return value if math.isfinite(value) else -1.0
