"""Words with one meaning everywhere: codes, dimension names, sentinels (ODD 2).

Codes are stored in one byte per person, so no enum may pass 255. The order of members is part of
the results: append, never insert.
"""

from enum import IntEnum

NEVER = 32767
"""A tick that never comes: the wake-up of the dead, the due date of those who have none."""

NO_PLACE = 255
"""Code of "no place" in one-byte columns of places."""

MONTHS_PER_YEAR = 12


class Status(IntEnum):
    """What a person is, legally and in life (EVIDENCE C1). Exactly one at a time."""

    UNBORN = 0  # a row reserved for a child whom this world may or may not see
    HOME = 1  # lives in the origin
    PREPARING = 2  # decided to leave; saves, or waits for a visa or permit
    IN_TRANSIT = 3  # on the way with a smuggler
    STRANDED = 4  # stopped on the way, in a transit state
    SEASONAL = 5
    WORKER = 6  # work permit, low and middle skills
    HIGHLY_SKILLED = 7  # Blue Card and transferees
    STUDENT = 8  # students, researchers, youth
    FAMILY = 9  # joined a family member
    FREE_MOVER = 10  # needs no permit there: second citizenship or a free-movement area
    ASYLUM_SEEKER = 11
    PROTECTED = 12  # recognised refugee or subsidiary protection
    RESETTLED = 13
    OVERSTAYER = 14  # entered legally, stayed past the permit
    IRREGULAR_ENTRANT = 15
    REFUSED = 16  # asylum refused, still there
    REGULARISED = 17
    SETTLED = 18  # long-term resident
    TRAFFICKED = 19
    DETAINED = 20
    DISPLACED = 21  # internally displaced
    REFUGEE_IN_REGION = 22
    RETURNED = 23  # lives in the origin, was abroad before
    DEAD = 24


class Channel(IntEnum):
    """Legal basis of a move (EVIDENCE C4); 11 to 15 are the ways back."""

    LABOUR = 0
    HIGHLY_SKILLED = 1
    SEASONAL = 2
    STUDY = 3
    FAMILY = 4
    FREE_MOVEMENT = 5
    SHORT_STAY = 6  # enters as a visitor and means to stay: becomes an overstay
    SMUGGLED = 7
    ASYLUM = 8
    RESETTLEMENT = 9
    REGIONAL_REFUGE = 10
    RETURN_VOLUNTARY = 11
    RETURN_CIRCULAR = 12
    RETURN_ASSISTED = 13
    RETURN_FORCED = 14
    RETURN_READMITTED = 15
    TRANSFER = 16  # within a company, for a time: in place of a skilled permit
    YOUTH = 17  # youth exchange, for a time: in place of a study permit


CHOSEN_CHANNELS = 9
"""Channels 0 to 8 are chosen; resettlement, refuge, transfer and youth exchange are assigned."""

RETURN_CHANNELS = (
    Channel.RETURN_VOLUNTARY,
    Channel.RETURN_CIRCULAR,
    Channel.RETURN_ASSISTED,
    Channel.RETURN_FORCED,
    Channel.RETURN_READMITTED,
)


WAYS_OUT = tuple(c.name.lower() for c in Channel if c not in RETURN_CHANNELS)
"""Channels that lead away from home, as they stand in results."""


class Skill(IntEnum):
    """Education: low (ISCED 0-2), middle (3-4), high (5-8)."""

    LOW = 0
    MIDDLE = 1
    HIGH = 2


class Sex(IntEnum):
    """Sex, as the tables count it."""

    FEMALE = 0
    MALE = 1


class Sector(IntEnum):
    """Sector of work or training, as far as a lever needs it."""

    NONE = 0  # child, student, retired, not working
    OTHER = 1
    HEALTH = 2
    SEASONAL = 3  # agriculture, tourism, construction


class Route(IntEnum):
    """Irregular routes into the European Union."""

    EASTERN_BORDERS = 0
    WESTERN_BALKAN = 1
    EASTERN_MEDITERRANEAN = 2
    CENTRAL_MEDITERRANEAN = 3
    WESTERN_MEDITERRANEAN = 4


SEA = (Route.EASTERN_MEDITERRANEAN, Route.CENTRAL_MEDITERRANEAN, Route.WESTERN_MEDITERRANEAN)
"""Routes over water."""


class RecruiterKind(IntEnum):
    """What a go-between is."""

    LICENSED = 0
    UNLICENSED = 1
    SMUGGLER = 2


class AsylumOutcome(IntEnum):
    """First decision on an asylum application."""

    RECOGNISED = 0
    REFUSED = 1


class BudgetLine(IntEnum):
    """Whose money pays for a policy (L106 of the list of instruments)."""

    EXTERNAL = 0  # instruments of external cooperation
    ASYLUM_MIGRATION = 1  # asylum and migration fund
    INTERNAL_SECURITY = 2  # internal security fund
    MEMBER_STATES = 3  # their own budgets


POLICIES = ("baseline", "reform")

LIVING = tuple(s for s in Status if s not in (Status.UNBORN, Status.DEAD))
AT_HOME = (Status.HOME, Status.PREPARING, Status.DISPLACED, Status.RETURNED)
IRREGULAR = (Status.OVERSTAYER, Status.IRREGULAR_ENTRANT, Status.REFUSED)
"""Irregular stay; the trafficked and the detained are counted apart."""


def label(member: IntEnum) -> str:
    """Name of a code as it stands in results: `Status.ASYLUM_SEEKER` -> "asylum_seeker"."""
    return member.name.lower()


NO_CHANNEL = 255
"""Code of "no channel" in one-byte columns: a visit, which is no move."""


class Flow(IntEnum):
    """Cases counted per place in a month's tally; each is an outcome or a part of one."""

    BIRTHS = 0
    DEATHS = 1
    VISA_APPLICATIONS = 2
    VISA_DECISIONS = 3
    VISA_REFUSALS = 4
    PERMIT_APPLICATIONS = 5
    PERMITS_ISSUED = 6
    PERMIT_REFUSALS = 7
    VISITS = 8
    REFUSED_ENTRY = 9
    OVERSTAYS = 10
    FOUND = 11
    ORDERS = 12
    RETURNS = 13  # and the next four: one per return channel
    RETURNS_CIRCULAR = 14
    RETURNS_ASSISTED = 15
    RETURNS_FORCED = 16
    RETURNS_READMITTED = 17
    REGULARISED = 18
    ASYLUM_APPLICATIONS = 19
    ASYLUM_RECOGNISED = 20
    ASYLUM_REFUSED = 21
    RESETTLED = 22
    DISPLACEMENTS = 23
    TRAFFICKED = 24
    EXPLOITED = 25
    DETAINED = 26
    FIRMS = 27
    RECRUITER_USERS = 28
    UNLICENSED_USERS = 29
    RECRUITMENT_FEES = 30  # EUR
    SMUGGLING_FEES = 31  # EUR
    INVESTMENT = 32  # EUR, brought home by returnees
    ASSISTED_COST = 33  # persons given help to return
    ASYLUM_DECISIONS_DUE = 34
    LABOUR_APPLICATIONS = 35
    SEASONAL_APPLICATIONS = 36
    EMPLOYED_CHECKS = 37
    REFOULEMENTS = 38
    BOUND_BREACHES = 39  # a hazard above its bound: the model stops
    AWAKE = 40  # visits of awake persons
    FREED = 41  # from a trafficker's hands
    TRAFFICKED_WOMEN = 42
    TRAFFICKED_MINORS = 43
    UNACCOMPANIED = 44  # minors who arrive with nobody of their household there
    REFERRED = 45  # stranded, and helped
    DEPARTED = 46  # ordered to leave, and gone by themselves within the period
    SEPARATED = 47  # families parted by a move or a removal
    RE_EMIGRATIONS = 48  # by place left: persons who had moved before; at home, returnees who leave
    SCHOOL_LEAVERS = 49  # persons who turn 18 in the origin
    LOW_SCHOOLED = 50  # of these, those who leave without upper secondary education
    GRADUATIONS = 51  # at home on leaving school, abroad at the end of studies
    DETENTION_BEYOND = 52  # months beyond `stay.detention_long`, when a detention begins
    ONWARD = 53  # asylum seekers who go to another state before a decision, by the place left


class Group(IntEnum):
    """Groups of persons that the ledger of rights tells apart; one person may be of several."""

    WOMEN = 0
    MINORS = 1
    STATELESS = 2
    TRAFFICKED = 3  # are or were in a trafficker's hands


class Harm(IntEnum):
    """Cases of the ledger of rights by group: moves abroad, then harms, named as outcomes are."""

    MOVES = 0
    DEATHS_IN_TRANSIT = 1
    DETAINED = 2
    EXPLOITED = 3
    TRAFFICKED = 4
    SEPARATED = 5


HARMS = tuple(harm.name.lower() for harm in Harm if harm != Harm.MOVES)
"""Harms of the ledger of rights, each by the name of its outcome."""


class RouteFlow(IntEnum):
    """Cases counted per route."""

    ATTEMPTS = 0
    INTERCEPTIONS = 1
    DEATHS = 2
    ENTRIES = 3
    PULL_BACKS = 4  # interceptions in transit


class Gauge(IntEnum):
    """Stocks counted per place beside `persons`: kept up to date at every change of a person."""

    REMITS = 0  # EUR month-1 at reference pay and price
    IN_WORK = 1
    LABOUR_FORCE = 2
    GRADUATES_IN_WORK = 3
    OVERQUALIFIED = 4
    HEALTH_WORKERS = 5
    STATELESS = 6
    VISA_PENDING = 7
    PERMIT_PENDING = 8
    REMITTERS = 9
    ACTIVE_LOW = 10  # of working age and out of school, by skill
    ACTIVE_MIDDLE = 11
    ACTIVE_HIGH = 12
    IRREGULAR_IN_WORK = 13  # residents without papers who work


class Rung(IntEnum):
    """Rungs of the ladder of partnership (ODD 7.12)."""

    DIALOGUE = 0
    COMMON_AGENDA = 1
    MOBILITY_PARTNERSHIP = 2  # visa facilitation and readmission together
    VISA_ROADMAP = 3
    VISA_FREE_TRAVEL = 4
