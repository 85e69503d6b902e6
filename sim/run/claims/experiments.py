"""The runs behind the claims: every case of a setting and replicate, same persons, same luck."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.params.parameters import Parameters
from sim.run.claims.reading import Claim, Claims, Setting
from sim.run.facts.bench import Numbers
from sim.run.facts.experiments import Laboratory, drawn, run_cases
from sim.run.facts.measures import MEASURES
from sim.run.facts.reading import Case, Catalogue
from sim.run.plan import Plan
from sim.run.pool import MonthOver


@dataclass(frozen=True)
class Stage:
    """A setting made ready: its plan, its tables, the cases that are asked for in it."""

    setting: Setting
    lab: Laboratory
    cases: Sequence[Case]

    def parameters(self, number: int) -> Parameters:
        """Parameters of one replicate."""
        plan = self.lab.plan
        if self.setting.draw:
            return drawn(plan.parameters, plan.settings.seed, number + 1)
        return plan.parameters


@dataclass(frozen=True)
class Theatre:
    """All stages, and the claims tried on them: a `bench.Bench`."""

    claims: Sequence[Claim]
    stages: Sequence[Stage]

    @property
    def variants(self) -> int:
        """Stages."""
        return len(self.stages)

    def months_of(self, variant: int) -> int:
        """Months that one replicate of a stage simulates."""
        return sum(case.months for case in self.stages[variant].cases)

    def measure(self, variant: int, number: int, month_over: MonthOver) -> Numbers:
        """Every outcome of every claim in one replicate of a stage."""
        stage = self.stages[variant]
        runs = run_cases(stage.lab, stage.cases, stage.parameters(number), number, month_over)
        found: Numbers = {}
        for claim in self.claims:
            asked = claim.of(stage.setting.name)
            needed = [runs[name] for each in asked for name in each.cases]
            broken = [run for run in needed if isinstance(run, str)]
            with np.errstate(all="ignore"):
                found[claim.id] = broken[0] if broken else {
                    each.outcome: float(
                        MEASURES[each.measure]([runs[n] for n in each.cases], **each.arguments)
                    )
                    for each in asked
                }  # fmt: skip
        return found


def theatre(plan: Plan, catalogue: Claims, claims: Sequence[Claim]) -> Theatre:
    """Every setting that the claims are tried in, made ready."""
    from sim.world.tables import load_world

    stages = []
    for setting in catalogue.settings_of(claims):
        mine = plan_of(plan, setting)
        scales = {setting.name: setting.persons_per_agent}
        lab = Laboratory(
            mine, load_world(mine.settings.origins, mine.settings.places),
            Catalogue({}, {}, scales, {setting.name: setting.months}), (), (),
            plan.facts.persons_per_agent, pooled=True,
        )  # fmt: skip
        stages.append(Stage(setting, lab, catalogue.cases_of(claims, setting)))
    return Theatre(claims, stages)


def plan_of(plan: Plan, setting: Setting) -> Plan:
    """The plan of a setting: the command's own, or that of another scenario, changed by words.

    What the command changes holds for its own scenario alone; the seed holds for all.
    """
    from sim.run.api import plan_for

    changed = {word.partition("=")[0] for word in setting.words} | {"scenario", "task"}
    words = [word.lstrip("+") for word in plan.overrides if setting.scenario is None]
    kept = [word for word in words if word.partition("=")[0] not in changed | {"seed"}]
    name = setting.scenario or plan.scenario.name
    return plan_for(name, seed=plan.settings.seed, overrides=[*kept, *setting.words])[0]
