"""Draws: the hash is Philox4x32-10, and what it gives looks independent and uniform."""

import numba
import numpy as np
import pytest
from scipy import stats

from sim.equations.compiled import interpreted
from sim.equations.draws import Purpose, normal, philox, uniform, uniforms

KNOWN = (
    ("00000000 00000000 00000000 00000000", "00000000 00000000",
     "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
     "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
     "d16cfe09 94fdcceb 5001e420 24126ea1"),
)  # fmt: skip
"""Counter, key and answer from the known-answer file of Random123."""

MANY = 400_000


@numba.njit
def fill(seed, first, step, tick, tick_step, purpose, out):
    for i in range(out.shape[0]):
        out[i] = uniforms(seed, first + i * step, tick + i * tick_step, purpose)


def draws(seed=1, first=0, step=1, tick=0, tick_step=0, purpose=Purpose.CHOICE.value):
    out = np.empty((MANY, 4))
    fill(seed, first, step, tick, tick_step, purpose, out)
    return out


def words(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN, ids=("zeros", "ones", "pi"))
def test_philox_gives_the_known_answers_compiled_and_interpreted(counter, key, answer):
    arguments = [np.uint64(word) for word in words(counter) + words(key)]
    for form in (philox, interpreted(philox)):
        assert [int(word) for word in form(*arguments)] == words(answer)


SERIES = {
    "persons": {},
    "months": {"step": 0, "tick_step": 1},
    "far persons": {"first": 2**32 - MANY // 2},
    "another seed": {"seed": 1001},
}


@pytest.mark.parametrize("series", SERIES.values(), ids=SERIES)
def test_draws_are_uniform_and_uncorrelated(series):
    u = draws(**series)
    assert 0.0 < u.min() < u.max() < 1.0
    assert np.all(abs(u.mean(axis=0) - 0.5) < 4 * np.sqrt(1 / 12 / MANY))
    assert np.all(abs(u.var(axis=0) - 1 / 12) < 4 * np.sqrt(1 / 180 / MANY))
    together = np.corrcoef(u.T) - np.eye(4)
    assert np.all(abs(together) < 4 / np.sqrt(MANY))
    neighbours = [np.corrcoef(u[:-1, k], u[1:, k])[0, 1] for k in range(4)]
    assert np.all(np.abs(neighbours) < 4 / np.sqrt(MANY))


def test_draws_fill_all_of_the_unit_interval_evenly():
    counts, _ = np.histogram(draws()[:, 0], bins=1000, range=(0, 1))
    expected = MANY / 1000
    chi2 = ((counts - expected) ** 2 / expected).sum()
    assert abs(chi2 - 999) < 4 * np.sqrt(2 * 999)


@pytest.mark.parametrize("other", [{"seed": 2}, {"tick": 1}, {"purpose": Purpose.CLOCK.value}])
def test_seed_month_and_purpose_each_give_other_luck(other):
    one, two = draws(), draws(**other)
    assert not np.any(np.all(one == two, axis=1))
    assert abs(np.corrcoef(one[:, 0], two[:, 0])[0, 1]) < 4 / np.sqrt(MANY)


def test_seeds_that_agree_in_their_last_32_bits_give_other_luck():
    assert uniform(1000, 7, 3, 2) != uniform(1000 + 2**32, 7, 3, 2)


def test_the_same_question_gets_the_same_answer_in_both_forms():
    plain = interpreted(uniforms)
    for question in ((1, 0, 0, 0), (5, 123456, 275, 9), (2**31 - 1, 4_000_000, -1, 37)):
        assert plain(*question) == uniforms(*question)


def test_purposes_have_codes_of_their_own():
    codes = [purpose.value for purpose in Purpose]
    assert len(set(codes)) == len(codes) == len(Purpose.__members__)


def test_normal_is_the_inverse_of_the_normal_distribution():
    u = np.concatenate([np.linspace(0.001, 0.999, 999), [1e-9, 1e-5, 1 - 1e-9]])
    ours = np.array([normal(x) for x in u])
    assert ours == pytest.approx(stats.norm.ppf(u), rel=3e-9, abs=1e-9)
