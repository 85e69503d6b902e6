"""What persons read in a month (ODD 3.1): last month's world and this month's rules.

The record is filled by the model before persons act and does not change while they act. A `tally`
holds what they leave behind.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sim.equations.clock import HINTS
from sim.equations.demography import AGES_IN_MONTHS
from sim.equations.draws import GUIDES
from sim.vocabulary import (
    CHOSEN_CHANNELS,
    Channel,
    Flow,
    Gauge,
    Group,
    Harm,
    Route,
    RouteFlow,
    Skill,
    Status,
)

AGE_BANDS = 3
INCOME_BANDS = 6
SKILLS = 3
CLASSES = SKILLS * INCOME_BANDS * AGE_BANDS
PURSES = (0.0, 100.0, 200.0, 300.0, 500.0, 1000.0, 2000.0, 4000.0)
"""Steps to which savings and credit are rounded down when costs are compared with them [EUR]."""
OFFICIAL = 200
"""The code of a belief equal to the official chance; 255 is the most optimistic, 1.275 times it."""

PLACE = np.dtype(
    [
        ("wage", "f8", (SKILLS,)),  # EUR month-1, by skill
        ("pay_index", "f8"),  # 1, pay relative to 2015
        ("cost", "f8", (CHOSEN_CHANNELS,)),  # EUR, of coming by each channel
        ("chance", "f8", (CHOSEN_CHANNELS,)),  # 1, of admission this month, rationing included
        ("wait", "f8", (CHOSEN_CHANNELS,)),  # month, from application to decision
        ("permit", "f8", (len(Channel),)),  # month, length of the first permit; 0: no end
        ("renewal", "f8"),  # 1, chance that a permit is renewed
        ("free", "i8"),  # 1: the origin's citizens need no permit there
        ("union", "i8"),  # 1: holders of a second passport need no permit there
        ("visa", "f8"),  # 1, share of the origin's citizens who need a visa
        ("visa_chance", "f8"),  # 1
        ("visa_wait", "f8"),  # month
        ("visa_cost", "f8"),  # EUR
        ("pursued", "f8"),  # 1, share of wished visits that outlive the visa's trouble
        ("turned_back", "f8"),  # 1, visa-free travellers refused at the border
        ("overstay", "f8"),  # 1, per visit
        ("overstay_season", "f8"),  # 1, per season
        ("reentry", "f8"),  # 1, chance of legal re-entry
        ("may_come_back", "f8"),  # 1, share of returners who keep a right to come back
        ("return_shift", "f8"),  # 1, log hazard
        ("irregular_entry", "i8"),  # 1: smugglers serve it
        ("detection", "f8"),  # year-1, of irregular stay
        ("ordered", "f8"),  # 1, detected and ordered to leave
        ("returned", "f8"),  # 1, returned per order
        ("readmitted", "f8"),  # 1, share of forced returns under a readmission agreement
        ("assisted", "f8"),  # 1, share of orders that end in assisted return
        ("regularise", "f8"),  # year-1
        ("recognition", "f8"),  # 1, asylum
        ("asylum_months", "f8"),  # month
        ("asylum_bid", "f8"),  # year-1, of irregular residents
        ("exploit", "f8"),  # year-1
        ("exploit_irregular", "f8"),  # year-1
        ("overqualified", "f8"),  # 1, graduates working below their level
        ("work_odds", "f8"),  # log-odds: unemployment, language, recognition
        ("sanction_odds", "f8"),  # log-odds, on work without papers
        ("resettle", "f8"),  # year-1, per refugee in the region, into this place; cumulative
        ("refuge", "f8"),  # 1, cumulative share of regional refuge
        ("protection", "f8"),  # 1, capacity of regional protection
        ("going", "f8"),  # 1, exp(return_shift): factor on the hazard of going home
        ("switch", "f8"),  # 1, of visitors who would stay on: get a work permit in the country
        ("transfer", "f8"),  # 1, of those refused a skilled permit: transferred by their company
        ("youth", "f8"),  # 1, of those refused a study permit: youth exchange
        ("student_stays", "f8"),  # 1, added to the rule of that name
        ("work_duration", "f8"),  # log-odds per ln(1 + months), added to the rule of that name
        ("exploit_season", "f8"),  # year-1, of seasonal workers
        ("sponsor_after", "f8"),  # month, until a migrant may bring family
        ("settle_after", "f8"),  # month, until long-term residence
        ("pension", "f8"),  # 1, factor on the hazard of going home of those entitled to a pension
        ("detection_overstay", "f8"),  # year-1, of overstayers
        ("forgery", "f8"),  # 1, share of those meaning to stay who are found out
        ("health", "f8"),  # 1, factor on permits for health workers
        ("period", "f8"),  # 1, share of orders with a period to leave by oneself
        ("informal_jobs", "f8"),  # 1, factor on the demand for work without papers
        ("informal_odds", "f8"),  # log-odds, on work without papers
        ("flight", "f8"),  # year-1, of leaving for home at once, by a crisis there
        ("lent", "f8"),  # EUR, lent to those who move freely
        ("flight_bound", "f8"),  # year-1, its largest at any date, and what more abuse there adds
        ("integrate", "f8"),  # year-1, of refugees in the region
        ("detained", "f8"),  # 1, of orders that begin with detention
        ("detention_limit", "f8"),  # month, longest detention
        ("checked", "f8"),  # 1, share of work without papers within reach of employer checks
        ("unhoused", "f8"),  # 1, share of asylum seekers without a place in reception
        ("leaves_queue", "f8"),  # 1, asylum seekers who go elsewhere before a decision
        ("abused_waiting", "f8"),  # 1, asylum seekers exploited while they wait
    ]
)

RECRUITER = np.dtype(
    [
        ("kind", "i8"),
        ("active", "i8"),
        ("fee", "f8"),  # EUR
        ("quality", "f8"),  # 1, believed
        ("cheat", "f8"),  # 1, share of clients cheated
        ("traffics", "f8"),  # 1, share of clients passed to traffickers
    ]
)

ROUTE = np.dtype(
    [
        ("share", "f8"),  # 1, cumulative, diversion included
        ("interception", "f8"),  # 1 per attempt
        ("death", "f8"),  # 1 per attempt
        ("pulled_back", "f8"),  # 1, share of interceptions that happen in transit
    ]
)

MONTHS_THERE = 1024
"""Months since arrival that are told apart; who has been there longer counts as that long."""

STAY = np.dtype(
    [
        ("going", "f8"),  # year-1, of going home before any factor
        ("review", "f8"),  # year-1, that work is drawn anew
        ("entitled", "f8"),  # 1: rights to a pension count
    ]
)
"""A month since arrival (ODD 7.6, 7.8)."""

AGE = np.dtype(
    [
        ("rings", "f8"),  # 1, chance that the clock of a person at home rings
        ("happens", "f8"),  # 1, chance that something happens to them
        ("hazard", "f8"),  # year-1, of all that may happen
        ("thinks", "f8"),  # year-1, of thinking again about leaving
    ]
)
"""A month of age at home (ODD 7.2)."""


class AtHome(IntEnum):
    """Whose clocks at home are told apart: minors think of leaving only to follow somebody."""

    ANYBODY = 0
    MINOR_WITHOUT_KIN = 1


RULES: tuple[str, ...] = (
    "seed",
    "home",  # index of the origin
    "places",  # number of places of the world
    "staying",  # exp(V(stay)) [1]
    "nest_channel",
    "nest_destination",
    "ties",  # β_n, contacts in the household
    "beta_cost",
    "displacement",  # year-1, now
    "displacement_abroad",  # 1, share of the displaced who cross a border at once
    "visit_wish",  # year-1
    "saving_rate",
    "saving_cap",  # month of pay
    "credit",  # month of a contact's pay
    "debt",  # month of destination pay that a recruiter lends
    "belief_learning",
    "belief_refused",  # signal after a refusal
    "news",  # 1, share told by a resource centre when they think again
    "news_signal",
    "trained",  # 1, share of movers trained before departure
    "trained_odds",  # log-odds on work
    "trained_chance",  # log-odds on admission
    "return_ticket_odds",  # log-odds on admission of those with a right to come back
    "return_ticket_weight",  # factor on work channels for them, exp(weight/λ_k)
    "opacity",  # 1, effort of going alone, in β_c units
    "recruiters",  # number of recruiters
    "recruiter_quality",
    "recruiter_use",  # 1, share of labour movers who look for a recruiter at all
    "passport_rate",  # year-1
    "reconsider_rate",  # year-1, mean over adults
    "tries_again",  # 1, after an interception
    "transit_months",
    "smuggled_trafficked",
    "work_base",
    "work_duration",
    "work_irregular",
    "mismatch_loss",
    "irregular_loss",
    "return_target",  # 1, factor on the hazard of going home
    "return_target_months",
    "return_jobless",  # 1, factor
    "return_family",  # 1, factor
    "return_bound",  # 1, most that all factors together can be
    "stay_bound",  # year-1, of irregular residents
    "exploit_bound",  # year-1
    "resettle_bound",  # year-1
    "remit_base",
    "remit_family",
    "remit_plans",
    "remit_share",
    "remit_decay",
    "detention_months",
    "rescue",  # year-1, trafficked persons freed
    "firm",  # 1, returners who start a firm
    "invests",  # 1, share of savings that returners invest
    "reintegration",  # 1, relative fall of re-emigration for those helped
    "income_gain",  # 1/256, rank gained abroad
    "scar",  # 1/256, rank lost by a forced return
    "tertiary",  # 1, chance of tertiary education of a school leaver
    "school_absence",
    "health_share",
    "refuge_return",  # year-1
    "refuge_onward",  # year-1
    "displaced_return",
    "displaced_cross",
    "family_rate",  # 1, chance that a child with a parent at home thinks of following
    "student_stays",
    "renewal_jobless",
    "stays_on",
    "freed_protected",
    "school_low",
    "school_seasonal",
    "return_ticket_lift",  # most by which it raises the weight of a destination
    "season_ticket_odds",  # log-odds on admission to a season, over return_ticket_odds
    "season_ticket_weight",  # factor on the seasonal channel, over return_ticket_weight
    "warned",  # 1, share of movers who pass over unlicensed brokers
    "stranded",  # 1, of those intercepted whose money is gone
    "stranded_return",  # year-1
    "stranded_again",  # year-1
    "stranded_abuse",  # year-1
    "referral",  # year-1, the stranded who are helped
    "stranded_bound",  # year-1
    "rescue_bound",  # year-1
    "displaced_bound",  # year-1
    "refuge_bound",  # year-1, resettlement apart
    "minors_trafficked",  # 1, minors among smuggled arrivals
    "minors_kept",  # 1, minors found whom nobody orders to leave
    "naturalised",  # year-1, of the stateless
    "school_remittance",  # log-odds of staying in school in a household that is sent money
    "graduates",  # 1, students abroad who finish
    "deflected",  # 1, of those refused a visit at the mean age profile: go irregularly
    "season_again",  # 1, of seasonal workers who go home: asked back for the next season
    "detention_long",  # month, beyond which detention is counted apart
)
WHOLE = ("seed", "home", "places")
RULES_DTYPE = np.dtype([(name, "i8" if name in WHOLE else "f8") for name in RULES])


MOST_RECRUITERS = 64
"""Recruiters of one origin at the most: a fixed number, so that one compiled form serves all."""


FEW_PLACES, MOST_PLACES = 64, 255
"""Lines of places in the records: a compiled form for each of the two serves any world."""


def room_for(places: int) -> int:
    """Lines that a record has for a world of so many places; those beyond stay unused."""
    return FEW_PLACES if places <= FEW_PLACES else MOST_PLACES


def own_dtype(places: int) -> np.dtype[np.void]:
    """What persons of one origin read in a month, but for the two large tables of `terms_dtype`."""
    places = room_for(places)
    return np.dtype(
        [
            ("rules", RULES_DTYPE, (1,)),
            ("places", PLACE, (places,)),
            ("recruiters", RECRUITER, (MOST_RECRUITERS,)),
            ("routes", ROUTE, (len(Route),)),
            ("home_pay", "f8", (SKILLS,)),  # EUR month-1 at rank multiplier 1
            ("rank", "f8", (256,)),  # pay relative to the mean of one's education
            ("faith", "f8", (256,)),  # belief**(β_w/λ_k)
            # least and most by which belief changes the weight of a destination
            ("least", "f8", (256,)),
            ("lift", "f8", (256,)),
            ("visits", "f8", (places,)),  # 1, share of short visits, cumulated over places
            ("visits_guide", "u1", (GUIDES,)),  # where to begin to look in it
            ("ages", AGE, (len(AtHome), AGES_IN_MONTHS)),
            ("stays", STAY, (MONTHS_THERE,)),
            # most that any purse and belief make the chance of leaving, by class and papers
            ("most", "f8", (CLASSES, 2)),
            # cumulated bound of all that may wake a person at home, by age, and where to look it up
            ("alarm", "f8", (len(AtHome), AGES_IN_MONTHS + 1)),
            ("alarm_hints", "u2", (len(AtHome), HINTS + 1)),
            ("home_rank", "f8", (256,)),  # as rank, of pay at home: less where a drought hits
        ]
    )


def terms_dtype(places: int) -> np.dtype[np.void]:
    """Everything that persons of one origin read in a month, as one record.

    One record, since a function that is handed a pointer is called faster, and compiled faster,
    than one that is handed a dozen arrays. It begins as `own_dtype`.
    """
    places = room_for(places)
    own = own_dtype(places)
    tables = [
        ("weight", "f8", (CLASSES, places, CHOSEN_CHANNELS)),  # exp(V/λ_k)
        # weights of destinations by class, papers and purse, cumulated over places
        ("going", "f8", (CLASSES, 2, len(PURSES), places)),
    ]
    return np.dtype([*((name, own[name]) for name in own.names or ()), *tables])


class Terms:
    """The terms of one origin as the model writes them: named views into two records.

    own   (1,) of `own_dtype`: the origin's
    desk  (1,) of `terms_dtype`: what the engines are handed, for one origin after the other, whose
          tables are filled just before; with hundreds of origins each its own would be half a GiB

    `places` and `visits` have a line for each place of the world, `weight` and `going` as many as
    the record (`room_for`).
    """

    def __init__(self, places: int, desk: NDArray[np.void] | None = None) -> None:
        """Make empty terms for a world of `places` places; without a desk to share, with one."""
        self.own = np.zeros(1, own_dtype(places))
        self.desk = np.zeros(1, terms_dtype(places)) if desk is None else desk
        self.rules = self.own["rules"][0]
        self.rules["places"] = places
        self.places = self.own["places"][0][:places]
        self.recruiters = self.own["recruiters"][0]
        self.routes = self.own["routes"][0]
        self.weight = self.desk["weight"][0]
        self.going = self.desk["going"][0]
        self.home_pay = self.own["home_pay"][0]
        self.rank = self.own["rank"][0]
        self.home_rank = self.own["home_rank"][0]
        self.faith = self.own["faith"][0]
        self.least = self.own["least"][0]
        self.lift = self.own["lift"][0]
        self.own["visits"] = 1.0  # cumulated: nobody visits beyond
        self.visits = self.own["visits"][0][:places]
        self.visits_guide = self.own["visits_guide"][0]
        self.ages = self.own["ages"][0]
        self.stays = self.own["stays"][0]
        self.most = self.own["most"][0]
        self.alarm = self.own["alarm"][0]
        self.alarm_hints = self.own["alarm_hints"][0]

    @property
    def record(self) -> NDArray[np.void]:
        """The desk, with this origin's terms laid out on it."""
        self.lay_out()
        return self.desk

    def lay_out(self) -> None:
        """Copy what is the origin's own to the desk."""
        self.desk.view(np.uint8)[: self.own.itemsize] = self.own.view(np.uint8)


def tally_dtype(places: int) -> np.dtype[np.void]:
    """What persons leave behind in a month; whole numbers, so any order gives the same sums."""
    places = room_for(places)
    return np.dtype(
        [
            ("stock", "i8", (places, len(Status), len(Skill))),
            ("gauges", "i8", (places, len(Gauge))),
            ("flows", "i8", (places, len(Flow))),
            ("arrivals", "i8", (places, len(Channel))),
            ("departures", "i8", (places, len(Channel))),
            ("routes", "i8", (places, len(Route), len(RouteFlow))),
            ("market", "i8", (MOST_RECRUITERS, 3)),  # clients, fees [EUR], cheated
            ("ledger", "i8", (len(Group), len(Harm))),  # of rights, by group
        ]
    )
