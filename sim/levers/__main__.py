"""Tables of levers, of the rows they answer, and of regional dialogues.

`python -m sim.levers [--coverage | --dialogues | --rights] [--json]`; `--directions` measures
in paired runs where each lever moves its outcome (`sim.run.directions`).
"""

import sys

from sim.levers.coverage import coverage, tally, tally_of_directions
from sim.levers.dialogues import dialogues
from sim.levers.lever import Lever
from sim.levers.registry import standard_registry
from sim.levers.trials import MEASURED, measured, read_directions
from sim.params.listing import main
from sim.vocabulary import HARMS

COVERAGE, DIALOGUES, DIRECTIONS = "--coverage", "--dialogues", "--directions"
RIGHTS = "--rights"
PROGRAM = f"sim.levers [{COVERAGE} | {DIALOGUES} | {RIGHTS} | {DIRECTIONS}]"


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
        "measured": measured(lever),
        "note": lever.note,
    }


def entries() -> list[dict[str, object]]:
    """All levers as plain data, in the order of the registry."""
    return [as_dict(lever) for lever in standard_registry().values()]


def covered() -> list[dict[str, object]]:
    """All rows of the list of instruments as plain data."""
    return [row.as_dict() for row in coverage(standard_registry())]


def meetings() -> list[dict[str, object]]:
    """All regional dialogues as plain data."""
    return [dialogue.as_dict() for dialogue in dialogues().values()]


def harms() -> list[dict[str, object]]:
    """What each lever did to the ledger of rights in its paired runs [per 1,000 movers].

    Of each harm: the level at the lower setting, the mean effect, and its 90 % interval.
    """
    found = read_directions(MEASURED)
    return [
        {
            "lever": lever,
            "settings": list(one.settings),
            **{
                harm.removesuffix("_per_1000"): [float(f"{number:.3g}") for number in told]
                for harm, told in one.rights.items()
            },
        }
        for lever, one in found.items()
        if one.rights
    ]


def run(arguments: list[str]) -> int:
    """Print what is asked for; exit code."""
    if DIRECTIONS in arguments:
        from sim.run.directions import main as measure

        return measure([word for word in arguments if word != DIRECTIONS])
    if DIALOGUES in arguments and COVERAGE not in arguments:
        rest = [word for word in arguments if word != DIALOGUES]
        shown = ("name", "since", "members", "source", "rows", "label")
        return main(PROGRAM, "regional dialogues", meetings, shown, rest)
    if RIGHTS in arguments and COVERAGE not in arguments:
        rest = [word for word in arguments if word != RIGHTS]
        what = "effects on the ledger of rights: before, effect, low, high per 1,000 movers"
        return main(PROGRAM, what, harms, ("lever", "settings", *HARMS), rest)
    if COVERAGE not in arguments:
        columns = ("id", "pillar", "unit", "bounds", "neutral", "term", "evidence", "label")
        return main(PROGRAM, "levers", entries, columns, arguments)
    rest = [word for word in arguments if word != COVERAGE]
    shown = ("id", "type", "status", "evidence", "item", "answered_by")
    code = main(PROGRAM, "rows of the list of instruments", covered, shown, rest)
    if code == 0 and not rest:
        registry = standard_registry()
        sys.stdout.write(f"{tally(coverage(registry))}\n{tally_of_directions(registry)}\n")
    return code


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
