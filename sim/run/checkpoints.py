"""Checkpoints of a run: what was simulated before a run was killed is not simulated again.

They lie beside the folder that the run will make, in `.checkpoints/<digest>`, and go when the run
is done. The digest is that of everything that decides the bits, so the same command finds them,
and a changed one does not.
"""

import hashlib
import json
import logging
import pickle
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.run import provenance
from sim.run.plan import Plan

if TYPE_CHECKING:
    from sim.model.migration_model import MigrationModel
    from sim.results.record import Record
    from sim.world.tables import World

log = logging.getLogger(__name__)
FOLDER = ".checkpoints"
Task = tuple[int, str]


@dataclass(frozen=True)
class Checkpoints:
    """Where and how often tasks (replicate, policy) of a run are put aside.

    every  months between two checkpoints of a task
    """

    folder: Path
    every: int
    plan: Plan
    world: "World"

    @classmethod
    def beside(cls, folder: Path, plan: Plan, world: "World") -> "Checkpoints | None":
        """Those of a run that writes into `folder`; None where none are asked for."""
        if plan.checkpoint_every == 0:
            return None
        what = [provenance.code_digest(), world.digest(), plan.parameters.digest()]
        text = json.dumps([plan.configuration(), what], sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()[:24]
        return cls(folder.parent / FOLDER / digest, plan.checkpoint_every, plan, world)

    def begun(self, task: Task) -> bool:
        """Whether there is anything to go on from."""
        return any(self._file(task, what).exists() for what in ("record", "model"))

    def record(self, task: Task) -> "Record | None":
        """Outcomes of a task that had ended; None if it had not."""
        try:
            found: Record = pickle.loads(self._file(task, "record").read_bytes())
        except FileNotFoundError:
            return None
        return found

    def end(self, task: Task, record: "Record") -> None:
        """Keep the outcomes of a task, in place of its model."""
        self._write(task, "record", lambda file: pickle.dump(record, file))
        with suppress(OSError):
            self._file(task, "model").unlink()

    def model(self, task: Task) -> "MigrationModel | None":
        """The model of a task as it was put aside last; None if it never was."""
        from sim.model.checkpoint import take_up

        try:
            with self._file(task, "model").open("rb") as file:
                found = take_up(file, self.world, self.plan.parameters)
        except FileNotFoundError:
            return None
        log.info("replicate %d, %s: from its checkpoint of month %d", task[0] + 1, task[1],
                 found.tick)  # fmt: skip
        return found

    def keeper(self, task: Task) -> "Callable[[MigrationModel], None]":
        """What puts a model of a task aside when its month has come."""
        from sim.model.checkpoint import put_aside

        def keep(model: "MigrationModel") -> None:
            if model.tick % self.every == 0:
                self._write(task, "model", lambda file: put_aside(model, file))

        return keep

    def clear(self) -> None:
        """Remove them: the run is done."""
        shutil.rmtree(self.folder, ignore_errors=True)
        with suppress(OSError):
            self.folder.parent.rmdir()

    def _file(self, task: Task, what: str) -> Path:
        return self.folder / f"{task[0]}_{task[1]}.{what}"

    def _write(self, task: Task, what: str, write: Callable[..., None]) -> None:
        """A file that is whole or not there."""
        target = self._file(task, what)
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = target.with_suffix(f".{what}.part")
        with aside.open("wb") as file:
            write(file)
        aside.replace(target)
