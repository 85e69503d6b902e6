"""The synthetic population: its margins are the tables', its households hold together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.equations.traits import FIRST
from sim.model.start import displaced_of, stock_without_refugees
from sim.population.schema import BYTES_PER_PERSON
from sim.population.synthesis import emigrant_ages, sampled, synthesise
from sim.vocabulary import NEVER, NO_PLACE, Sector, Sex, Skill, Status
from tests.helpers import margins_for, model_of, parameters_of, settings_of, world_of

SCALE = 20
YEAR = 2008
ORIGINS = ("MDA", "SOM")


@pytest.fixture(scope="module", params=ORIGINS)
def side(request):
    """One origin's population before anything happened; its `history` is as drawn."""
    return model_of(request.param, persons_per_agent=SCALE, months=60).sides[0]


@pytest.fixture(scope="module")
def people(side):
    return side.population.people


@pytest.fixture(scope="module")
def alive(people):
    return people[people["status"] != Status.UNBORN]


def ages(people):
    return -people["birth"].astype(int) // 12


def sex_of(people):
    return people["traits"] & 1


def skill_of(people):
    return people["traits"] >> 1 & 3


def sector_of(people):
    return people["traits"] >> 3 & 3


def within_luck(count, trials, share):
    return abs(count - trials * share) <= 4 * np.sqrt(trials * share * (1 - share)) + 1


def test_residents_by_age_and_sex_are_those_of_the_tables(side, alive):
    table = np.asarray(world_of(side.iso3).population(side.iso3, YEAR))
    home = alive[alive["place"] == side.home]
    counts = np.zeros((2, 101))
    np.add.at(counts, (home["traits"] & 1, ages(home)), 1)
    assert np.all(abs(counts * SCALE - table) <= SCALE + 1)
    assert abs(counts.sum() * SCALE - table.sum()) <= SCALE + 1


def test_emigrants_by_place_and_sex_are_those_of_the_tables(side, alive):
    world = world_of(side.iso3)
    stock = np.asarray(world.stock(side.iso3, YEAR), float)
    women = np.asarray(world.stock_female(side.iso3, YEAR), float)
    others = stock_without_refugees(world, side.iso3, settings_of(side.iso3))
    women *= others / np.maximum(stock, 1.0)
    stock = others
    abroad = alive[(alive["place"] != side.home) & (alive["status"] != Status.REFUGEE_IN_REGION)]
    counts = np.zeros((2, stock.size))
    np.add.at(counts, (abroad["traits"] & 1, abroad["place"]), 1)
    stock[side.home] = women[side.home] = 0
    groups = 2  # labour migrants and the settled are rounded apart
    assert np.all(abs(counts[Sex.FEMALE] * SCALE - women) <= groups * SCALE + 1)
    assert np.all(abs(counts[Sex.MALE] * SCALE - (stock - women)) <= groups * SCALE + 1)


def test_the_displaced_are_those_of_the_tables(side, alive):
    settings = settings_of(side.iso3)
    for group in displaced_of(world_of(side.iso3), side.iso3, settings):
        status = Status.DISPLACED if group.place == side.home else Status.REFUGEE_IN_REGION
        found = (alive["place"] == group.place) & (alive["status"] == status)
        assert abs(found.sum() * SCALE - group.persons) <= 2 * SCALE


def test_skills_by_sex_and_age_are_drawn_from_the_tables(side, alive):
    education = np.asarray(world_of(side.iso3).education(side.iso3, YEAR))
    skill = skill_of(alive)
    age = np.minimum(ages(alive), 100)
    sex = sex_of(alive)
    for low, high in ((18, 25), (25, 40), (40, 65), (65, 101)):
        for code in Sex:
            group = (age >= low) & (age < high) & (sex == code)
            for level in Skill:
                shares = education[code, age[group], level]
                luck = 4 * np.sqrt((shares * (1 - shares)).sum()) + 1
                assert abs((skill[group] == level).sum() - shares.sum()) < luck


def test_sectors_are_drawn_by_skill(side, alive):
    age, skill, sector = ages(alive), skill_of(alive), sector_of(alive)
    working = (age >= 18) & (age < 65)
    assert not sector[~working].any()
    assert (sector[working] != Sector.NONE).all()
    p = parameters_of(side.iso3)
    for level, code, share in (
        (Skill.HIGH, Sector.HEALTH, p.value("origin.health_share")),
        (Skill.LOW, Sector.SEASONAL, p.value("population.seasonal")),
    ):
        group = working & (skill == level)
        assert within_luck((sector[group] == code).sum(), group.sum(), share)
        assert not (sector[working & (skill != level)] == code).any()


def test_papers_are_drawn_by_their_shares(side, alive):
    p = parameters_of(side.iso3)
    for bit, column, name in ((1, "history", "passport"), (128, "traits", "stateless")):
        held = (alive[column] & bit > 0).sum()
        assert within_luck(held, alive.size, p.value(f"population.{name}"))


def test_irregular_stay_at_the_start_is_its_share_of_labour_migrants(side, alive):
    p = parameters_of(side.iso3)
    overstayers, workers = (alive["status"] == s for s in (Status.OVERSTAYER, Status.WORKER))
    share = p.value("population.irregular")
    groups = 2 * np.unique(alive["place"][workers]).size
    trials = overstayers.sum() + workers.sum()
    assert abs(overstayers.sum() - share * trials) < 4 * np.sqrt(trials * share) + groups


def test_income_ranks_are_spread_evenly(alive):
    counts = np.bincount(alive["income"], minlength=256)
    expected = alive.size / 256
    assert abs(((counts - expected) ** 2 / expected).sum() - 255) < 4 * np.sqrt(2 * 255)


def first_of_household(people):
    rows = np.arange(people.size)
    return np.maximum.accumulate(np.where(people["history"] & FIRST > 0, rows, 0))


def test_a_household_is_a_run_of_rows_whose_first_is_marked(people):
    heads = people["history"] & FIRST > 0
    assert heads[0]
    sizes = np.diff(np.append(np.flatnonzero(heads), people.size))
    assert sizes.min() >= 1
    assert 1.5 < sizes.mean() < 8


def test_no_household_is_split_between_blocks(side, people):
    blocks = side.population.blocks
    assert blocks[0] == 0
    assert blocks[-1] == people.size
    assert np.all(np.diff(blocks) >= 0)
    starts = blocks[blocks < people.size]
    assert np.all(people["history"][starts] & FIRST > 0)


def test_children_to_be_born_come_after_a_mother_of_fit_age(people):
    unborn = np.flatnonzero(people["status"] == Status.UNBORN)
    assert unborn.size > 0
    first = first_of_household(people)[unborn]
    row_of_mother = first + people["target"][unborn]
    assert np.all(row_of_mother < unborn)
    mothers = people[row_of_mother]
    assert np.all(sex_of(mothers) == Sex.FEMALE)
    years = (people["birth"][unborn].astype(int) - mothers["birth"]) / 12
    assert years.min() >= 15
    assert years.max() < 51


def test_most_children_live_with_a_woman_who_may_be_their_mother(side, people):
    first = first_of_household(people)
    children = (people["status"] == Status.HOME) & (ages(people) < 18)
    birth = people["birth"].astype(int)
    fit = np.zeros(people.size, bool)
    for distance in range(1, 13):
        for child, other in ((slice(distance, None), slice(None, -distance)),
                             (slice(None, -distance), slice(distance, None))):  # fmt: skip
            years = (birth[child] - birth[other]) / 12
            fit[child] |= (
                (first[child] == first[other])
                & (sex_of(people[other]) == Sex.FEMALE)
                & (people["status"][other] != Status.UNBORN)
                & (years >= 15)
                & (years < 60)
            )
    assert fit[children].mean() > 0.95


def test_dates_and_places_at_the_start_make_sense(side, people, alive):
    assert np.all(alive["birth"] <= 0)
    assert np.all(people["dies"] >= 0)
    assert np.all(alive["target"] == NO_PLACE)
    abroad = alive["place"] != side.home
    assert np.all(alive["arrived"][abroad] < 0)
    assert np.all(alive["due"][~abroad] == NEVER)
    assert np.all(alive["due"][alive["status"] == Status.OVERSTAYER] == NEVER)
    gone = people["status"] == Status.UNBORN
    assert np.all(people["birth"][gone] >= 0)
    assert np.all(people["birth"][gone] < 60)


def test_a_person_takes_at_most_24_bytes(side):
    assert BYTES_PER_PERSON <= 22
    assert side.population.column_bytes == BYTES_PER_PERSON * side.population.people.size


def test_one_seed_makes_one_population_and_another_another(side):
    margins = margins_for(side)
    one, again, other = (synthesise(margins, seed, 60, 2000) for seed in (1, 1, 2))
    assert one.people.tobytes() == again.people.tobytes()
    assert one.people.tobytes() != other.people.tobytes()


def test_threads_make_the_same_population(side):
    margins = margins_for(side)
    one, three = (synthesise(margins, 1, 60, 5, threads) for threads in (1, 3))
    assert one.blocks.size > 3
    assert one.people.tobytes() == three.people.tobytes()


COUNTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=40)


@given(counts=COUNTS, scale=st.integers(1, 5000))
def test_sampling_keeps_running_totals_to_half_a_person(counts, scale):
    counts = np.array(counts, np.int64)
    whole = sampled(counts, scale)
    assert (whole >= 0).all()
    gap = np.cumsum(whole) - np.cumsum(counts) / scale
    assert np.all(abs(gap) <= 0.5 + 1e-9)


@given(counts=COUNTS)
def test_sampling_one_to_one_changes_nothing(counts):
    counts = np.array(counts, np.int64)
    assert np.array_equal(sampled(counts, 1), counts)


@settings(max_examples=50)
@given(persons=st.integers(0, 10**6), mean=st.floats(20, 70), spread=st.floats(3, 30))
def test_ages_of_emigrants_add_up_to_the_emigrants(persons, mean, spread):
    by_age = emigrant_ages(persons, mean, spread)
    assert by_age.sum() == persons
    assert (by_age >= 0).all()
    assert not by_age[:18].any()
