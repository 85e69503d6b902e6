"""mesa-frames: people as one Polars data frame; a step is a few expressions on its columns.

After its user guide, https://projectmesa.github.io/mesa-frames/user-guide/1_classes/, and the
"native" variant of its Boltzmann wealth example.
"""

import numpy as np
import polars as pl
import workload as w
from mesa_frames import AgentSetPolars, ModelDF


class Persons(AgentSetPolars):
    """Everybody, as rows."""

    def __init__(self, model: "Model", persons: int, seed: int):
        super().__init__(model)
        home, country, skill = np.empty((3, persons), np.uint8)
        age = np.empty(persons, np.int16)
        w.start(home, country, skill, age, seed)
        self.stocks = w.count(home, country)
        wage, _, hazard, self.attraction = w.parameters()
        self.wage = pl.lit(pl.Series(wage.ravel(), dtype=pl.Float32))
        self.hazard = pl.lit(pl.Series(hazard.ravel(), dtype=pl.Float32))
        self += pl.DataFrame(
            {
                "unique_id": pl.arange(persons, eager=True),
                "home": home,
                "country": country,
                "skill": skill,
                "age": age,
                "savings": pl.zeros(persons, pl.Float32, eager=True),
                "status": np.where(country == home, w.AT_HOME, w.ABROAD).astype(np.uint8),
            }
        )

    def uniform(self, size: int) -> pl.Series:
        return pl.Series(self.random.random(size, np.float32))

    def step(self) -> None:
        self.do("save")
        self.do("move")

    def save(self) -> None:
        wage = self.wage.gather(pl.col("country") * w.SKILLS + pl.col("skill"))
        factor = w.LOWEST + (w.HIGHEST - w.LOWEST) * self.uniform(len(self))
        self.agents = self.agents.with_columns(
            age=pl.col("age") + 1, savings=pl.col("savings") + wage * factor
        )

    def move(self) -> None:
        year = pl.min_horizontal(pl.col("age") // 12, pl.lit(w.YEARS - 1, pl.Int16))
        hazard = self.hazard.gather(year * w.SKILLS + pl.col("skill").cast(pl.Int16))
        luck = (
            self.agents.lazy()
            .with_columns(u=self.uniform(len(self)), hazard=hazard)
            .with_row_index("row")
            .filter(
                (pl.col("u") < pl.col("hazard") + w.RETURN)
                & ((pl.col("u") < pl.col("hazard")) | (pl.col("status") == w.ABROAD))
            )
            .collect()
        )
        chooses = (luck["u"] < luck["hazard"]).to_numpy()
        home, old, skill, status = (
            luck[name].to_numpy() for name in ("home", "country", "skill", "status")
        )
        chances = w.pull(self.attraction, self.stocks)[home, skill]
        chosen = w.choose(chances, self.random.random(home.size))
        country = np.where(chooses, chosen, home).astype(np.uint8)
        self.stocks += w.count(home, country) - w.count(home, old)
        status = w.status_after(status, home, country).astype(np.uint8)
        self.agents = self.agents.with_columns(
            self.agents["country"].scatter(luck["row"], country),
            self.agents["status"].scatter(luck["row"], status),
        )


class Model(ModelDF):
    """People as a data frame."""

    threads = pl.thread_pool_size()

    def __init__(self, persons: int, seed: int):
        super().__init__(seed)
        self.people = Persons(self, persons, seed)
        self.agents += self.people

    def step(self) -> None:
        self.agents.do("step")

    def stock(self) -> np.ndarray:
        return self.people.stocks

    def savings(self) -> np.ndarray:
        return self.people["savings"].to_numpy()
