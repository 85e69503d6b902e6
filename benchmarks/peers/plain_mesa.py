"""Mesa: every person an agent with attributes and a `step`.

After Mesa's introductory tutorial: https://mesa.readthedocs.io/latest/tutorials/0_first_model.html
Nobody sees what others do in the same month, so the order needs no shuffling: `agents.do`.
"""

from bisect import bisect_right

import mesa
import numpy as np
import workload as w


class Person(mesa.Agent):
    """Lives somewhere, grows older, saves, and may move."""

    def __init__(self, model: "Model", home: int, country: int, skill: int, age: int):
        super().__init__(model)
        self.home = home
        self.country = country
        self.skill = skill
        self.age = age
        self.savings = 0.0
        self.status = w.AT_HOME if country == home else w.ABROAD

    def step(self) -> None:
        model = self.model
        random = model.random.random
        self.age += 1
        factor = w.LOWEST + (w.HIGHEST - w.LOWEST) * random()
        self.savings += model.wage[self.country][self.skill] * factor
        u = random()
        hazard = model.hazard[min(self.age // 12, w.YEARS - 1)][self.skill]
        if u < hazard:
            self.go(bisect_right(model.chances[self.home][self.skill], random()))
        elif self.status == w.ABROAD and u < hazard + w.RETURN:
            self.go(self.home)

    def go(self, country: int) -> None:
        self.model.stocks[self.home, self.country] -= 1
        self.model.stocks[self.home, country] += 1
        self.country = country
        if country != self.home:
            self.status = w.ABROAD
        elif self.status == w.ABROAD:
            self.status = w.RETURNED


class Model(mesa.Model):
    """People as Mesa agents."""

    threads = 1

    def __init__(self, persons: int, seed: int):
        super().__init__(rng=seed)
        # Mesa 3.3 counts agents by model in a dictionary and so keeps all earlier models alive.
        getattr(mesa.Agent, "_ids", {}).clear()
        wage, _, hazard, self.attraction = w.parameters()
        self.wage, self.hazard = wage.tolist(), hazard.tolist()
        home, country, skill = np.empty((3, persons), np.uint8)
        age = np.empty(persons, np.int16)
        w.start(home, country, skill, age, seed)
        self.stocks = w.count(home, country)
        columns = (home.tolist(), country.tolist(), skill.tolist(), age.tolist())
        Person.create_agents(self, persons, *columns)

    def step(self) -> None:
        self.chances = w.pull(self.attraction, self.stocks).tolist()
        self.agents.do("step")

    def stock(self) -> np.ndarray:
        return self.stocks

    def savings(self) -> np.ndarray:
        return np.array(self.agents.get("savings"))
