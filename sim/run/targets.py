"""Observed series that a scenario wants scored: its `targets.csv`, read, checked and written.

Columns: `origin`, a code or ALL, the sum over the origins of the run; `series`, an id of
OBSERVABLES; `place`, a code, EU, WLD, REPORTING or HOME; `panel`, the number of its picture or
nothing. The file says what is compared; the figures stay in the tables of the world.
"""

import csv
import functools
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.params.reader import choices, short_path
from sim.results.hindcast import observations_of
from sim.results.hindcast_choices import choices_for
from sim.results.hindcast_series import GROUP_NAMES, Choice, Observations
from sim.results.observed import ALL, BY_ID, HOME, REPORTING

if TYPE_CHECKING:
    from sim.world.tables import World

TARGETS = "targets.csv"
COLUMNS = ("origin", "series", "place", "panel")
GROUPS = (*GROUP_NAMES, REPORTING, HOME)


def observed_in(world: "World") -> dict[str, Observations]:
    """What was observed of each origin of a run."""
    return observations_of({o: world.targets(o) for o in world.origins}, world.places)


def read_choices(folder: Path, origins: Sequence[str], world: "World") -> list[Choice] | None:
    """Series that a scenario wants scored; None where it has no file, or none of these origins.

    Args:
        folder: Of the scenario.
        origins: All that the scenario has; those that are not in the run are left out.
        world: Of the run.
    """
    file = folder / TARGETS
    if not file.exists():
        return None
    where = short_path(file)

    @functools.cache
    def observed(origin: str) -> Observations:
        return Observations(world.targets(origin), world.places, origin)

    found: list[Choice] = []
    for number, row in enumerate(_rows(file, where), start=2):
        line = f"{where}, line {number}"
        if None in row:
            raise InputError(f"{line}: must have no more than {len(COLUMNS)} cells")
        cells = {column: str(row[column] or "").strip() for column in COLUMNS}
        known = (ALL, *origins, *world.origins)
        if cells["origin"] not in known:
            near = choices(cells["origin"], known)
            raise InputError(f"{line}: origin {cells['origin']!r} is not in the scenario; {near}")
        if cells["origin"] not in (ALL, *world.origins):
            continue
        choice = _choice(cells, line, world, observed)
        same = (choice.origin, choice.series, choice.place)
        if any(same == (other.origin, other.series, other.place) for other in found):
            raise InputError(f"{line}: {' '.join(same)} stands twice")
        found.append(choice)
    return found or None


def _rows(file: Path, where: str) -> "csv.DictReader[str]":
    """Lines of the file by column, the first line checked."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{where}: cannot be read ({error})") from None
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise InputError(f"{where}: the first line must be {','.join(COLUMNS)}")
    return reader


def _choice(
    cells: Mapping[str, str], line: str, world: "World", observed: Callable[[str], Observations]
) -> Choice:
    """One line of targets.csv, checked."""
    origin, series, place, panel = (cells[column] for column in COLUMNS)
    if series not in BY_ID:
        raise InputError(f"{line}: series {series!r} does not exist; {choices(series, BY_ID)}")
    if origin == ALL and BY_ID[series].share:
        raise InputError(f"{line}: {series} is a share, which has no sum over origins")
    places: Sequence[str] = (*GROUPS, *world.places)
    if origin != ALL:
        places = (*observed(origin).places(series), REPORTING, HOME)
    if place not in places:
        raise InputError(
            f"{line}: nothing was observed of {series} at {place!r}; {choices(place, places)}"
        )
    if panel and not panel.isdigit():
        raise InputError(f"{line}: panel is {panel!r}, must be a whole number or nothing")
    return Choice(series, place, int(panel or 0), origin)


def to_csv(rows: Sequence[Choice]) -> str:
    """The choices as targets.csv."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((c.origin, c.series, c.place, c.panel or "") for c in rows)
    return text.getvalue()


def write_targets(name: str) -> tuple[Path, int]:
    """Write the file of a scenario anew from the tables; where, and how many series."""
    from sim.run.api import plan_for
    from sim.world.tables import load_world

    plan: Any = plan_for(name)[0]
    world = load_world(plan.settings.origins, plan.settings.places)
    wanted = choices_for(observed_in(world))
    file = Path(plan.scenario.folder) / TARGETS
    aside = file.with_name(f".{TARGETS}.part")
    aside.write_text(to_csv(wanted), encoding="utf-8")
    aside.replace(file)
    return file, len(wanted)
