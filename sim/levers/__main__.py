"""Table of all levers: `python -m sim.levers [--json]`."""

import sys

from sim.levers.lever import Lever
from sim.levers.registry import standard_registry
from sim.params.listing import main


def as_dict(lever: Lever) -> dict[str, object]:
    """A lever as plain data."""
    return {
        "id": lever.id,
        "label": lever.label,
        "pillar": lever.pillar,
        "unit": lever.unit,
        "bounds": list(lever.bounds),
        "neutral": lever.neutral,
        "term": lever.term,
        "terms": [effect.term for effect in lever.effects],
        "rows": list(lever.rows),
        "evidence": lever.evidence,
        "source": lever.source,
        "outcome": lever.outcome,
        "direction": lever.direction,
        "note": lever.note,
    }


def entries() -> list[dict[str, object]]:
    """All levers as plain data, in the order of the registry."""
    return [as_dict(lever) for lever in standard_registry().values()]


if __name__ == "__main__":
    columns = ("id", "pillar", "unit", "bounds", "neutral", "term", "evidence", "label")
    sys.exit(main("sim.levers", "levers", entries, columns))
