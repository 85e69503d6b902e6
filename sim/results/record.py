"""What one simulated policy leaves behind, before it becomes a Dataset."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Step:
    """A step of the talks between a partner and the Union (ODD 7.12).

    month   month index;  origin: ISO 3166-1 alpha-3 code of the partner
    before, after  rungs in words, the same where the step is none up or down
    effort, compliance, trust  of the partner that month [1]
    offer, delivered  package, as a share of a full one [1]
    members  codes of member states that take part
    """

    month: int
    origin: str
    before: str
    after: str
    reason: str
    effort: float = 0.0
    compliance: float = 0.0
    trust: float = 0.0
    offer: float = 0.0
    delivered: float = 0.0
    members: tuple[str, ...] = ()


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
    steps             of the talks with partners, in order of origin and month
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
    steps: list[Step] = field(default_factory=list)
