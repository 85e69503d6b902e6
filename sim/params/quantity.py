"""A number that remembers where it comes from: unit, status, source, range and dated values.

Months are counted by one index, `year * 12 + month - 1`, so that 2008-01 is 24096. A date inside
a month stands for the whole month: a value dated 2014-04-28 holds from April 2014 on.
"""

import math
import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from sim.errors import InputError
from sim.vocabulary import MONTHS_PER_YEAR

STATUSES = ("observed", "estimated", "calibrated", "assumed")
"""observed: read from a source; estimated: by a study; calibrated: fitted; assumed: a guess."""

ALWAYS = 0
"""Month index of a value without a date: it holds from before every horizon."""

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def parse_month(text: object) -> int:
    """Month index of a date written as 2014-04-28, 2014-04 or 2014; `ValueError` if it is none."""
    if isinstance(text, bool) or not isinstance(text, str | int | date):
        raise ValueError(f"{text!r} is not a date")
    match = _DATE.fullmatch(str(text))
    if match is None:
        raise ValueError(f"{text!r} is not a date")
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        first = date(year, month, day)
    except ValueError:  # a thirteenth month, a 30 February
        raise ValueError(f"{text!r} is not a date") from None
    return first.year * MONTHS_PER_YEAR + first.month - 1


def format_month(month_index: int) -> str:
    """A month index as text: 24096 -> "2008-01"."""
    return f"{month_index // MONTHS_PER_YEAR:04d}-{month_index % MONTHS_PER_YEAR + 1:02d}"


def is_number(value: object) -> bool:
    """Whether `value` is an int or a float (NaN included), and not a truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True)
class Quantity:
    """One parameter of the model.

    label    what it is, in words
    unit     UDUNITS style: "1", "year-1", "EUR month-1"
    status   one of STATUSES
    source   key in sources.yaml
    bounds   smallest and largest credible value [unit]
    values   (month index, value), ascending; a value without a date has the index ALWAYS
    note     what a reader should know beside it
    """

    label: str
    unit: str
    status: str
    source: str
    bounds: tuple[float, float]
    values: tuple[tuple[int, float], ...]
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse what no run could use; the text says what is wrong, the reader says where."""
        low, high = self.bounds
        if not low <= high or math.isinf(low) or math.isinf(high):
            raise InputError(f"bounds [{low:g}, {high:g}] must be two numbers, low then high")
        if self.status not in STATUSES:
            raise InputError(f"status {self.status!r} must be one of {', '.join(STATUSES)}")
        if not self.values:
            raise InputError("has no value")
        months = [month for month, _ in self.values]
        if months != sorted(set(months)):
            raise InputError("dates of its values must ascend, one value a month")
        for month, value in self.values:
            if not low <= value <= high:
                when = "" if month == ALWAYS else f" on {format_month(month)}"
                span = f"[{low:g}, {high:g}]"
                raise InputError(f"value{when} {value:g} [{self.unit}] is outside {span}")

    def on(self, day: date | int | None = None) -> float:
        """Value in force on a day, or in a month given by its index; the first one if None.

        Before the first date the first value holds: nothing is extrapolated.
        """
        if day is None:
            return self.values[0][1]
        month = parse_month(day) if isinstance(day, date) else day
        place = bisect_right(self.values, month, key=lambda item: item[0])
        return self.values[max(place - 1, 0)][1]
