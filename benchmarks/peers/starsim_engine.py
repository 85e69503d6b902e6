"""Starsim: a module with states and distributions, run by a Sim on its People.

After "Nonstandard usage" (a general-purpose model as an `ss.Module`) and "Random numbers" (one
distribution for each decision, called with uids) of https://docs.starsim.org/user_guide/.
Age is that of `ss.People`, which the Sim advances.
"""

import numpy as np
import starsim as ss
import workload as w


class Migration(ss.Module):
    """Saving and moving."""

    def __init__(self, seed: int):
        super().__init__()
        self.seed = seed
        wage, _, hazard, self.attraction = w.parameters()
        self.wage = wage.astype(np.float32).ravel()
        self.hazard = hazard.astype(np.float32).ravel()
        self.define_states(
            ss.IntArr("home"), ss.IntArr("country"), ss.IntArr("skill"),
            ss.FloatArr("savings", default=0.0), ss.BoolState("abroad"), ss.BoolState("returned"),
        )  # fmt: skip
        self.factor = ss.uniform(w.LOWEST, w.HIGHEST)
        self.event = ss.random()
        self.choice = ss.random()

    def init_post(self) -> None:
        super().init_post()
        people = self.sim.people
        home, country, skill = np.empty((3, len(people)), np.uint8)
        age = np.empty(len(people), np.int16)
        w.start(home, country, skill, age, self.seed)
        self.home[:], self.country[:], self.skill[:] = home, country, skill
        self.abroad[:] = home != country
        # The Sim adds a month after each step; half a month keeps birthdays off rounding errors.
        people.age[:] = (age + 1.5) / 12
        self.stocks = w.count(home, country)

    def step(self) -> None:
        everybody = self.sim.people.auids
        skill = self.skill.values
        wage = self.wage.take(self.country.values * w.SKILLS + skill)
        self.savings += wage * self.factor.rvs(everybody)

        year = np.minimum(self.sim.people.age.values.astype(np.int16), w.YEARS - 1)
        hazard = self.hazard.take(year * w.SKILLS + skill)
        u = self.event.rvs(everybody)
        chooses = u < hazard
        movers = everybody[chooses]
        returns = everybody[self.abroad.values & ~chooses & (u < hazard + w.RETURN)]

        chances = w.pull(self.attraction, self.stocks)[self.home[movers], self.skill[movers]]
        self.go(movers, w.choose(chances, self.choice.rvs(movers)))
        self.go(returns, self.home[returns])

    def go(self, uids: ss.uids, country: np.ndarray) -> None:
        home = self.home[uids]
        self.stocks += w.count(home, country) - w.count(home, self.country[uids])
        self.returned[uids] = (country == home) & (self.abroad[uids] | self.returned[uids])
        self.abroad[uids] = country != home
        self.country[uids] = country


class Model:
    """People of a Sim."""

    threads = 1

    def __init__(self, persons: int, seed: int):
        self.migration = Migration(seed)
        self.sim = ss.Sim(
            n_agents=persons, modules=self.migration, copy_inputs=False, rand_seed=seed,
            start=ss.date("2020-01-01"), dur=ss.months(600), dt=ss.months(1), use_aging=True,
            verbose=0,
        )  # fmt: skip
        self.sim.init()

    def step(self) -> None:
        self.sim.run_one_step()

    def stock(self) -> np.ndarray:
        return self.migration.stocks

    def savings(self) -> np.ndarray:
        return self.migration.savings.values
