"""Table of all parameters: `python -m sim.parameters [--json]`."""

import sys

from sim.params.listing import main
from sim.params.parameters import load_parameters
from sim.params.quantity import ALWAYS, Quantity, format_month


def as_dict(name: str, quantity: Quantity) -> dict[str, object]:
    """A parameter as plain data; dates of its values as 2014-04, "" where there is none."""
    dated = {
        "" if month == ALWAYS else format_month(month): value for month, value in quantity.values
    }
    return {
        "id": name,
        "label": quantity.label,
        "unit": quantity.unit,
        "status": quantity.status,
        "value": quantity.on(),
        "values": dated,
        "bounds": list(quantity.bounds),
        "source": quantity.source,
        "note": quantity.note,
    }


def entries() -> list[dict[str, object]]:
    """All default parameters as plain data, in the order of the files."""
    parameters = load_parameters()
    return [as_dict(name, parameters.quantity(name)) for name in parameters]


if __name__ == "__main__":
    columns = ("id", "value", "unit", "bounds", "status", "source", "label")
    sys.exit(main("sim.parameters", "parameters", entries, columns))
