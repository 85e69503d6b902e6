"""The reference: one array a column, one operation after the other on everybody."""

import numpy as np
import workload as w


class Model:
    """People as numpy columns in the smallest types that hold them."""

    threads = 1

    def __init__(self, persons: int, seed: int):
        self.rng = np.random.default_rng([seed, 1])
        wage, _, hazard, self.attraction = w.parameters()
        self.wage = wage.astype(np.float32).ravel()
        self.hazard = hazard.astype(np.float32).ravel()
        self.home, self.country, self.skill = np.empty((3, persons), np.uint8)
        self.age = np.empty(persons, np.int16)
        w.start(self.home, self.country, self.skill, self.age, seed)
        self.status = np.where(self.country == self.home, w.AT_HOME, w.ABROAD).astype(np.uint8)
        self.money = np.zeros(persons, np.float32)
        self.stocks = w.count(self.home, self.country)

    def step(self) -> None:
        persons = self.age.size
        self.age += 1
        factor = self.rng.random(persons, np.float32)
        factor *= w.HIGHEST - w.LOWEST
        factor += w.LOWEST
        factor *= self.wage.take(self.country * np.uint8(w.SKILLS) + self.skill)
        self.money += factor

        year = np.minimum(self.age // 12, w.YEARS - 1)
        hazard = self.hazard.take(year * np.int16(w.SKILLS) + self.skill)
        u = self.rng.random(persons, np.float32)
        chooses = u < hazard
        hazard += w.RETURN
        returns = np.flatnonzero((u < hazard) & (self.status == w.ABROAD) & ~chooses)
        movers = np.flatnonzero(chooses)

        chances = w.pull(self.attraction, self.stocks)[self.home[movers], self.skill[movers]]
        self.go(movers, w.choose(chances, self.rng.random(movers.size)))
        self.go(returns, self.home[returns])

    def go(self, rows: np.ndarray, country: np.ndarray) -> None:
        home = self.home[rows]
        self.stocks += w.count(home, country) - w.count(home, self.country[rows])
        self.status[rows] = w.status_after(self.status[rows], home, country)
        self.country[rows] = country

    def stock(self) -> np.ndarray:
        return self.stocks

    def savings(self) -> np.ndarray:
        return self.money
