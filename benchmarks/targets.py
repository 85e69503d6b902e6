"""What is to be reached, as data: a number, which way, and where among the results it stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Results = Mapping[str, Mapping[str, Any]]
"""Part -> what its JSON file holds."""
MILLION = 1e6
GIB = 2.0**30


@dataclass(frozen=True)
class Target:
    """One number to reach.

    parts   results that it is read from; missing ones leave it unmeasured
    read    their values -> one number, or least, median and most
    least   is the limit the least allowed, or else the most?
    """

    what: str
    parts: tuple[str, ...]
    read: Callable[..., float | Mapping[str, Any]]
    limit: float
    unit: str = ""
    least: bool = True
    scale: float = 1.0

    def measured(self, results: Results) -> tuple[float, float, float] | None:
        """Median, least and most in the unit of the limit; None where nothing was measured."""
        if any(part not in results for part in self.parts):
            return None
        try:
            found = self.read(*(results[part]["values"] for part in self.parts))
        except KeyError:
            return None
        if not isinstance(found, Mapping):
            found = {"median": found, "min": found, "max": found}
        return tuple(found[key] / self.scale for key in ("median", "min", "max"))  # type: ignore[return-value]

    def verdict(self, results: Results) -> str:
        """Reached or not, by the median; quick runs are not judged."""
        found = self.measured(results)
        if found is None:
            return "not measured"
        if any(results[part].get("quick") for part in self.parts):
            return "not judged (quick run)"
        good = found[0] >= self.limit if self.least else found[0] <= self.limit
        return "reached" if good else "**not reached**"


def of_peers(name: str) -> Callable[[Mapping[str, Any]], Any]:
    """A ratio or rate of the peer workload, by its name in `page.read_peers`."""
    return lambda values: values[name]


def of_warm(name: str) -> Callable[[Mapping[str, Any]], Any]:
    """Something of the warm run of the main scenario on two threads."""
    return lambda values: values["warm"]["2"][name]


TARGETS = (
    Target(
        "peer workload, 10⁷ persons, 2 threads", ("peers",), of_peers("ours"), 1000,
        "million person-months/s", scale=MILLION,
    ),
    Target("… over laser-core", ("peers",), of_peers("laser-core"), 10, "×"),
    Target("… over Starsim", ("peers",), of_peers("Starsim"), 35, "×"),
    Target("… over plain Mesa (at its own size)", ("peers",), of_peers("plain Mesa"), 400, "×"),
    Target(
        "`mp_moldova` 1:1, engine alone", ("mp_moldova",), of_warm("person_months_per_second"),
        300, "million person-months/s", scale=MILLION,
    ),
    Target(
        "its command, 1 replicate, both policies, warm", ("mp_moldova",), of_warm("command"), 10,
        "s", least=False,
    ),
    Target(
        "its command the very first time", ("mp_moldova",), lambda v: v["first"], 45, "s",
        least=False,
    ),
    Target(
        "memory of a person in columns", ("mp_moldova",), of_warm("bytes_per_person"), 24, "byte",
        least=False,
    ),
    Target(
        "peak of the command over the columns of one population", ("mp_moldova",),
        lambda v: v["peak"] / v["column_bytes"], 1.5, "×", least=False,
    ),
    Target(
        "peak of one policy over its columns, 100 million persons", ("crowd-100m",),
        lambda v: v["peak"] / v["column_bytes"], 1.5, "×", least=False,
    ),
    Target(
        "one in ten of mankind (704 million persons), 240 months: time", ("crowd-704m",),
        lambda v: v["total"], 600, "s", least=False,
    ),
    Target(
        "one in ten of mankind (704 million persons), 240 months: peak memory", ("crowd-704m",),
        lambda v: v["peak"], 24, "GiB", least=False, scale=GIB,
    ),
    Target(
        "800 million persons and their children to be born: memory", ("crowd-704m",),
        lambda v: 8e8 * v["planned_bytes"] / v["persons"], 24, "GiB", least=False, scale=GIB,
    ),
    Target("cost linear in events: R²", ("scaling",), lambda v: v["events"]["line"]["r2"], 0.99),
    Target(
        "cost less than linear in sleepers: power", ("scaling",), lambda v: v["sleepers"]["power"],
        1.0, least=False,
    ),
    Target(
        "months on 2 threads over 1", ("scaling",), lambda v: v["threads"]["speedup"], 1.8, "×"
    ),
    Target(
        "synthesis, 2 threads, persons alive", ("kernels",),
        lambda v: v["kernels"]["synthesis"]["rate"]["2"], 20, "million persons/s", scale=MILLION,
    ),
    Target("`--help`", ("startup",), lambda v: v["--help"], 1, "s", least=False),
    Target("a refusal", ("startup",), lambda v: v["refusal"], 1, "s", least=False),
    Target(
        "report and pictures", ("startup",), lambda v: v["report and pictures"], 5, "s",
        least=False,
    ),
)  # fmt: skip
