"""O20: inside a mobility partnership visa facilitation comes with readmission, never alone."""

from collections.abc import Iterator
from itertools import product

from sim.errors import InputError
from sim.levers.calendar import check_partnership, read_policy
from sim.levers.origins import Plain, Policy, as_met, groups
from sim.levers.packages import add_package, package_names, packages
from sim.levers.registry import standard_registry
from sim.params.quantity import ALWAYS
from sim.run.plan import Plan
from sim.run.scenarios import read_scenario, scenario_names
from sim.vocabulary import MONTHS_PER_YEAR

PARTNERSHIP, FACILITATION, READMISSION = (
    "mobility_partnership", "visa_facilitation", "readmission_agreement",
)  # fmt: skip


def facilitation_alone(plan: Plan) -> int:
    """Policies that a run accepts and that hold facilitation without readmission [1].

    Looked at: both policies of the plan, alone and with every package, the reform of every
    scenario, and every combination of the three levers on and off from two dates.
    """
    return sum(accepted(policy) and is_alone(policy) for policy in candidates(plan))


def candidates(plan: Plan) -> Iterator[Policy]:
    """Policies that might break the rule."""
    registry = standard_registry()
    for policy in plan.policies.values():
        yield dict(policy)
        for name in package_names():
            yield add_package(policy, packages()[name], registry)
    for name in scenario_names():
        scenario = read_scenario(name)
        yield read_policy(scenario.levers, registry, scenario.file)
    later = plan.settings.start + MONTHS_PER_YEAR
    names = (PARTNERSHIP, FACILITATION, READMISSION)
    for settings in product((0.0, 1.0), repeat=6):
        yield {
            name: ((ALWAYS, settings[i]), (later, settings[i + 3])) for i, name in enumerate(names)
        }


def accepted(policy: Policy) -> bool:
    """Would a run take this policy?"""
    try:
        check_partnership(policy, "levers")
    except InputError:
        return False
    return True


def is_alone(policy: Policy) -> bool:
    """Is there an origin and a month with a partnership and facilitation, and no readmission?"""
    return any(_is_alone(as_met(policy, who[0])) for who in groups((policy,)))


def _is_alone(policy: Plain) -> bool:
    """The same for one origin."""
    months = {month for name in policy for month, _ in policy[name]}
    return any(
        setting(policy, PARTNERSHIP, month) > 0
        and setting(policy, FACILITATION, month) > 0
        and setting(policy, READMISSION, month) <= 0
        for month in months
    )


def setting(policy: Plain, name: str, month: int) -> float:
    """Setting of a lever in a month; 0 where it has none yet."""
    past = [value for start, value in policy.get(name, ()) if start <= month]
    return past[-1] if past else 0.0
