"""Whose money pays for each lever, and how its price is known: `budget.yaml` (ODD 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sim.errors import InputError
from sim.levers.registry import standard_registry
from sim.params.parameters import Parameters
from sim.params.reader import choices, read_yaml, short_path
from sim.vocabulary import MONTHS_PER_YEAR, BudgetLine, label

FILE = Path(__file__).with_name("budget.yaml")
RULE, CASE, SPENT, NOBODY = "rule", "case", "spent", "nobody"
CLASSES = {"project": "cost.project", "operation": "cost.operation", RULE: "cost.rule"}
OWN = ("cost.partnership", "cost.centre")
"""Parameters that are the price of a year of one programme."""
KINDS = (*CLASSES, CASE, SPENT, NOBODY, *OWN)
LINES = {label(line): line for line in BudgetLine}


@dataclass(frozen=True)
class Price:
    """What a lever costs and who pays.

    kind       of `KINDS`
    parameter  of the price of a year [EUR year-1], "" where there is none; `times`: a factor
    """

    line: BudgetLine
    kind: str
    parameter: str
    times: str = ""

    @property
    def rationed(self) -> bool:
        """Does a budget that runs out cut it? A rule costs the same however far it goes."""
        return self.kind not in (RULE, NOBODY)

    def yearly(self, strength: float, now: Mapping[str, float]) -> float:
        """Cost of a year at `strength` above neutral, cases apart [EUR year-1].

        now  values of parameters
        """
        if self.kind == SPENT:
            return max(0.0, strength)
        if not self.parameter:
            return 0.0
        price = now[self.parameter] * (now[self.times] if self.times else 1.0)
        if self.kind == RULE:
            return price * min(1.0, abs(strength))
        if self.kind == "project":
            price *= MONTHS_PER_YEAR / now["cost.project_months"]
        return price * max(0.0, strength)


@cache
def prices(file: Path = FILE) -> Mapping[str, Price]:
    """Price of every lever.

    Raises:
        InputError: a lever is missing or unknown, or a line or price cannot be meant.
    """
    where = short_path(file)
    table = read_yaml(file)
    levers = standard_registry()
    for name in table:
        if name not in levers:
            raise InputError(f"{where}: {name}: no such lever; nearest are {choices(name, levers)}")
    missing = [name for name in levers if name not in table]
    if missing:
        raise InputError(f"{where}: {missing[0]} has no price; write one, or nobody")
    return {name: _price(entry, f"{where}: {name}") for name, entry in table.items()}


def _price(entry: object, where: str) -> Price:
    """One line of the table."""
    words = [str(word) for word in entry] if isinstance(entry, list) else []
    if len(words) not in (2, 3):
        raise InputError(f"{where}: must be [line, price] or [line, price, factor]")
    line, price, times = (*words, "")[:3]
    for what, word, known in (("line", line, tuple(LINES)), ("price", price, KINDS)):
        if word not in known:
            raise InputError(f"{where}: {what} {word!r}; {choices(word, known)}")
    return Price(LINES[line], price, price if price in OWN else CLASSES.get(price, ""), times)


def check_prices(parameters: Parameters, file: Path = FILE) -> None:
    """Refuse a table that names a parameter which does not exist."""
    for price in prices(file).values():
        for name in filter(None, (price.parameter, price.times)):
            parameters.quantity(name)
