"""Table of all scenarios: `python -m sim.scenarios [--json]`."""

import sys

from sim.params.listing import main
from sim.run.scenarios import read_scenario, scenario_names


def entries() -> list[dict[str, object]]:
    """All scenarios as plain data."""
    rows: list[dict[str, object]] = []
    for name in scenario_names():
        scenario = read_scenario(name)
        rows.append(
            {
                "name": name,
                "title": scenario.title,
                "question": scenario.question,
                "origins": list(scenario.origins),
                "start": scenario.horizon["start"],
                "end": scenario.horizon["end"],
                "baseline": sorted(scenario.baseline),
                "levers": sorted(scenario.levers),
            }
        )
    return rows


if __name__ == "__main__":
    columns = ("name", "origins", "start", "end", "title")
    sys.exit(main("sim.scenarios", "scenarios", entries, columns))
