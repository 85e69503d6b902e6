"""laser-core: people as a LaserFrame of preallocated columns, a component with a compiled step.

After laser-core's architecture page (narrow columns, one pass over them a tick) and the kernels
of laser-generic: parallel loops of numba, its random numbers, and counts for each thread.
https://laser.idmod.org/
"""

import laser.core.random
import numba as nb
import numpy as np
import workload as w
from laser.core import LaserFrame


@nb.njit(parallel=True, nogil=True)
def nb_live(home, country, skill, age, status, savings, wage, hazard, chances, flows):
    for i in nb.prange(home.size):
        age[i] += 1
        factor = np.float32(w.LOWEST + (w.HIGHEST - w.LOWEST) * np.random.random())  # noqa: NPY002
        savings[i] += wage[country[i], skill[i]] * factor
        u = np.float32(np.random.random())  # noqa: NPY002
        h = hazard[min(age[i] // 12, w.YEARS - 1), skill[i]]
        if u < h:
            going = np.searchsorted(chances[home[i], skill[i]], np.random.random(), side="right")  # noqa: NPY002
        elif status[i] == w.ABROAD and u < h + w.RETURN:
            going = home[i]
        else:
            continue
        flows[nb.get_thread_id(), home[i], country[i]] -= 1
        flows[nb.get_thread_id(), home[i], going] += 1
        country[i] = going
        if going != home[i]:
            status[i] = w.ABROAD
        elif status[i] == w.ABROAD:
            status[i] = w.RETURNED


class Migration:
    """Component: ageing, saving and moving, in one pass."""

    def __init__(self, model: "Model"):
        self.model = model
        wage, _, hazard, self.attraction = w.parameters()
        self.wage, self.hazard = wage.astype(np.float32), hazard.astype(np.float32)
        self.flows = np.zeros((nb.get_num_threads(), w.COUNTRIES, w.COUNTRIES), np.int64)

    def step(self) -> None:
        people, stocks = self.model.people, self.model.stocks
        self.flows[:] = 0
        nb_live(
            people.home, people.country, people.skill, people.age, people.status, people.savings,
            self.wage, self.hazard, w.pull(self.attraction, stocks), self.flows,
        )  # fmt: skip
        stocks += self.flows.sum(axis=0)


class Model:
    """People as a LaserFrame."""

    def __init__(self, persons: int, seed: int):
        self.threads = nb.get_num_threads()
        laser.core.random.seed(seed)
        people = self.people = LaserFrame(capacity=persons)
        for name in ("home", "country", "skill", "status"):
            people.add_scalar_property(name, dtype=np.uint8)
        people.add_scalar_property("age", dtype=np.int16)
        people.add_scalar_property("savings", dtype=np.float32)
        w.start(people.home, people.country, people.skill, people.age, seed)
        people.status[people.country != people.home] = w.ABROAD
        self.stocks = w.count(people.home, people.country)
        self.components = [Migration(self)]

    def step(self) -> None:
        for component in self.components:
            component.step()

    def stock(self) -> np.ndarray:
        return self.stocks

    def savings(self) -> np.ndarray:
        return self.people.savings
