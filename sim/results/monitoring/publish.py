"""From a result to the monitoring folder: pages, tables and schema of one or both editions."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from sim.errors import InputError
from sim.results.monitoring import gamm, profile
from sim.results.monitoring.book import Book, calendar_years, two_years
from sim.results.monitoring.edition import Edition
from sim.results.monitoring.figures import fit
from sim.results.monitoring.frame import Setting, settings, worlds_of
from sim.results.monitoring.indicators import BY_ID, INDICATORS
from sim.results.monitoring.records import SCHEMA_VERSION, schema, to_csv
from sim.results.monitoring.texts import CONTACTS, EDITIONS, METHOD, PUBLIC, suppression
from sim.results.outcomes import BY_NAME
from sim.results.report import ReportContext, command_of, flat, parameters_by_status, templates
from sim.results.words import join
from sim.results.writing import RESULTS, read_result, read_run, staged

FOLDER = "monitoring"
REPORT, PROFILE, INDEX, SCHEMA = "gamm_report", "migration_profile", "index.html", "schema.json"
BOTH = (PROFILE, REPORT)
LONGEST = 190  # of an imputation in the public edition [character]
MOST_BESIDE = 8  # replicates beside each other in a table
NEEDED = ("policy", "replicate", "time", "origin", "place", "place_name", "in_eu27", *BY_NAME)
NOT_FACTS = ("report", "goals", "calendar", "frame", "configuration", "imputations", "notes")


@dataclass(frozen=True)
class Result:
    """A finished run, as far as monitoring reads it."""

    dataset: xr.Dataset
    run_info: Mapping[str, Any]
    context: ReportContext

    def frame(self, origins: Sequence[str]) -> list[Setting]:
        """Levers in force for any of some origins, both worlds."""
        found = settings(self.run_info)
        return [setting for setting in found if any(map(setting.holds_for, origins))]

    @property
    def targets(self) -> Mapping[str, Any]:
        """Targets that the scenario states, by indicator."""
        found = self.run_info.get("goals") or {}
        return {name: entry for name, entry in found.items() if name in BY_ID}


def monitor(
    folder: Path, editions: Sequence[str] = EDITIONS, what: Sequence[str] = BOTH
) -> list[Path]:
    """Write the monitoring outputs of a run's folder; no simulation. Gives the files written.

    The public edition lies in `monitoring/`, the internal one in `monitoring/internal/`, so that
    what is published holds nothing of the other. All is made before anything is written.
    """
    run_info = read_run(folder)
    context = ReportContext.from_json(run_info.get("report", {}))
    dataset = read_result(folder)
    missing = [name for name in NEEDED if name not in dataset.variables]
    if missing:
        raise InputError(f"{folder / RESULTS}: {', '.join(missing[:3])} missing; run it again")
    return publish(folder, Result(dataset, run_info, context), editions, what)


def publish(
    folder: Path, result: Result, editions: Sequence[str] = EDITIONS, what: Sequence[str] = BOTH
) -> list[Path]:
    """The same from a result in memory."""
    texts: dict[Path, dict[str, str]] = {}
    books = _books(result, what)
    for name in editions:
        target = folder / FOLDER if name == PUBLIC else folder / FOLDER / name
        texts[target] = _texts(result, books, name)
    written = []
    for target in sorted(texts, reverse=True):
        with staged(target) as aside:
            for name, text in texts[target].items():
                aside(name).write_text(text, encoding="utf-8")
        written += [target / name for name in texts[target]]
    return written


def _books(result: Result, what: Sequence[str]) -> dict[str, Book]:
    """Numbers by the stem of the page: each origin by year, all together by two years."""
    dataset = result.dataset
    time = dataset["time"].values
    books = {}
    if PROFILE in what:
        for place, origin in enumerate(dataset["origin"].values.astype(str)):
            alone = dataset.isel(origin=[place])
            books[f"{PROFILE}_{origin}"] = Book(alone, calendar_years(time))
    if REPORT in what:
        books[REPORT] = Book(dataset, two_years(time))
    return books


def _texts(result: Result, books: Mapping[str, Book], name: str) -> dict[str, str]:
    """Files of an edition by name."""
    texts = {}
    listed = []
    for stem, book in books.items():
        edition = Edition(book, name)
        make = _report if stem == REPORT else _profile
        title, texts[f"{stem}.html"], texts[f"{stem}.csv"] = make(result, edition, stem)
        listed.append((title, stem))
    texts[SCHEMA] = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    texts[INDEX] = templates().get_template("monitoring_index.html.j2").render(
        title=result.context.title or result.dataset.attrs.get("scenario", ""),
        attributes=result.dataset.attrs, edition=name, schema=SCHEMA_VERSION, pages=listed,
    )  # fmt: skip
    return texts


def _profile(result: Result, edition: Edition, stem: str) -> tuple[str, str, str]:
    """Title, page and table of a country's profile."""
    title = f"Extended migration profile: {join(edition.book.names)}"
    page = templates().get_template(f"{PROFILE}.html.j2").render(
        **_common(result, edition, stem), **profile.context(edition), title=title,
        option="--profile",
    )  # fmt: skip
    return title, page, to_csv(edition, INDICATORS, result.targets)


def _report(result: Result, edition: Edition, stem: str) -> tuple[str, str, str]:
    """Title, page and table of the biennial report."""
    implementation = gamm.Implementation(edition, result.frame(edition.book.origins))
    title = f"Biennial report on the Global Approach: {join(edition.book.names)}"
    page = templates().get_template(f"{REPORT}.html.j2").render(
        **_common(result, edition, stem), **gamm.context(edition, result.targets, implementation),
        title=title, option="--gamm", method=METHOD,
    )  # fmt: skip
    states = [i for i in INDICATORS if i.id.endswith("_by_state")]
    listed = [*(i for i in INDICATORS if i.main), *states, *implementation.indicators]
    return title, page, to_csv(edition, listed, result.targets, implementation.nominal)


def _common(result: Result, edition: Edition, stem: str) -> dict[str, Any]:
    """What every page says."""
    book, info, context = edition.book, result.run_info, result.context
    common = {
        "edition": edition,
        "context": context,
        "attributes": result.dataset.attrs,
        "span": f"{book.periods[0].first}\u2013{book.periods[-1].last}",
        "replicates": book.replicates,
        "scale": book.scale,
        "question": context.question,
        "suppression": suppression(book.scale),
        "frame": worlds_of(result.frame(book.origins)),
        "headings": gamm.HEADINGS,
        "imputations": [_shortened(x, edition) for x in context.imputations],
        "command": context.command or command_of(info),
        "table": f"{stem}.csv",
        "schema": SCHEMA_VERSION,
    }
    return common if edition.public else common | _internal(result, edition)


def _internal(result: Result, edition: Edition) -> dict[str, Any]:
    """What the internal edition adds."""
    count = edition.book.replicates
    facts = {k: v for k, v in result.run_info.items() if k not in NOT_FACTS}
    return {
        "last_period": edition.book.periods[-1].label,
        "replicate_columns": [
            range(i, min(i + MOST_BESIDE, count)) for i in range(0, count, MOST_BESIDE)
        ],
        "by_replicate": _by_replicate(edition),
        "parameters": parameters_by_status(result.context.parameters),
        "facts": flat(facts),
        "contacts": CONTACTS,
    }


def _by_replicate(edition: Edition) -> list[tuple[str, str, list[tuple[str, list[str]]]]]:
    """Each replicate of the last period: label, unit, and by world the values as text."""
    rows = []
    for indicator in (i for i in INDICATORS if i.main):
        line = edition.one(indicator).line
        values: np.ndarray[Any, Any] = line.samples[:2, :, -1]
        if not line.empty:
            scale = fit(indicator, values.flat)
            worlds = [
                (world, [scale.text(float(x)) for x in values[w]])
                for w, world in enumerate(("baseline", "reform"))
            ]
            rows.append((line.label, scale.unit, worlds))
    return rows


def _shortened(line: str, edition: Edition) -> str:
    """An imputation; in the public edition without the tail of a long list."""
    if not edition.public or len(line) <= LONGEST:
        return line
    kept = line[:LONGEST].rsplit(" ", 1)[0]
    return f"{kept} … and {len(line[len(kept) :].split())} more"
