"""What one simulated policy leaves behind, before it becomes a Dataset."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass
class Record:
    """Outcomes of one policy and replicate.

    data              outcome name -> array (months, origins, *dims of the outcome)
    persons_at_start  living persons before the first month (origins, places, living statuses)
    persons           simulated persons alive at the start [1]
    person_months     simulated persons alive, summed over months [month]
    events            visits of awake persons [1]
    engine_seconds    time inside the monthly cycle [s]
    bytes_per_person  columns of the population over its persons [B]
    notes             what the run has to say, one line each (decisions of states, warnings)
    imputations       named rules that filled missing figures, one line each
    """

    data: dict[str, NDArray[np.generic]]
    persons_at_start: NDArray[np.int64]
    persons: int
    person_months: int
    events: int
    engine_seconds: float
    bytes_per_person: float
    notes: list[str] = field(default_factory=list)
    imputations: list[str] = field(default_factory=list)
