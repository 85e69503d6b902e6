"""Tables that a class of persons shares, made anew each month (ODD 7.3).

e^(V/λ_k) is a product: chance and constant of a channel, pay and ties of a place, pay at home, and
the cost over pay at home. Only the last needs an exponential for each class, place and channel, and
only where costs differ. Age matters through the channels that it opens, so classes that differ in
nothing else are copied.
"""

import math

import numba
import numpy as np

from sim.behaviour.choice import is_open
from sim.behaviour.terms import AGE_BANDS, CLASSES, INCOME_BANDS, PURSES, SKILLS
from sim.equations.choice import constant_weight, cost_weight, pay_weight
from sim.vocabulary import CHOSEN_CHANNELS, Channel, Skill

STEPS = len(PURSES)
NEVER_OPEN = STEPS


@numba.njit(cache=True, nogil=True, error_model="numpy")
def fill_weights(
    weight, places, home, home_pay, band_pay, common, chance, pay_factor, constant, beta, nest
):
    """Write exp(V(d,k)/λ_k) for every class, destination and channel.

    weight      (classes, places, channels), written
    band_pay    (income bands,): mean pay of a band relative to its education's mean [1]
    common      (skills, places): ties, language, distance, constant of a destination [1]
    chance      (places, channels): believed chance of admission; 0 closes the channel [1]
    pay_factor  (channels,): share of full pay that a channel lets one earn [1]
    constant    (channels,): a_k minus the perceived risk of the channel [1]
    beta        (β_w, β_c)
    nest        λ_k
    """  # fmt: skip
    admitted = np.zeros((places.size, CHOSEN_CHANNELS))
    for place in range(places.size):
        for channel in range(CHOSEN_CHANNELS):
            if place != home and chance[place, channel] > 0.0:
                earned = chance[place, channel] * pay_factor[channel]
                admitted[place, channel] = pay_weight(beta[0], nest, earned)
                admitted[place, channel] *= constant_weight(nest, constant[channel])
    drawn = np.empty(places.size)
    for skill in range(SKILLS):
        for place in range(places.size):
            drawn[place] = pay_weight(beta[0], nest, places[place].wage[skill])
            drawn[place] *= constant_weight(nest, common[skill, place])
        for band in range(INCOME_BANDS):
            pay = home_pay[skill] * band_pay[band]
            group = (skill * INCOME_BANDS + band) * AGE_BANDS
            weigh(weight[group], places, admitted, drawn, pay, beta, nest)
            for age in range(AGE_BANDS - 1, -1, -1):
                keep_eligible(weight[group], weight[group + age], places.size, skill, age)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def weigh(weight, places, admitted, drawn, pay, beta, nest):
    """Write exp(V(d,k)/λ_k) (places, channels) for those who earn `pay` at home.

    admitted  (places, channels): factor of chance and channel;  drawn (places,): of the place
    """
    forgone = pay_weight(beta[0], nest, 1.0 / pay)
    price = np.full(CHOSEN_CHANNELS, -1.0)
    dear = np.ones(CHOSEN_CHANNELS)
    for place in range(places.size):
        for channel in range(CHOSEN_CHANNELS):
            cost = places[place].cost[channel]
            if cost != price[channel]:
                price[channel] = cost
                dear[channel] = cost_weight(beta[1], nest, cost, pay)
            weight[place, channel] = (
                admitted[place, channel] * drawn[place] * forgone * dear[channel]
            )


@numba.njit(cache=True, nogil=True, error_model="numpy")
def keep_eligible(every, mine, places, skill, age):
    """Copy the weights `every` (places, channels) to `mine`, where the channel is open to them."""
    for channel in range(CHOSEN_CHANNELS):
        open_to_them = eligible(channel, skill, age)
        for place in range(places):
            mine[place, channel] = every[place, channel] if open_to_them else 0.0


@numba.njit(cache=True)
def eligible(channel, skill, age):
    """May a person of this skill and age band use the channel?"""
    if channel == Channel.HIGHLY_SKILLED:
        return skill == Skill.HIGH
    if channel == Channel.STUDY:
        return skill != Skill.LOW and age == 0
    if channel == Channel.SEASONAL:
        return skill != Skill.HIGH
    return True


@numba.njit(cache=True, nogil=True, error_model="numpy")
def fill_going(going, weight, places, share, home, debt, nests):
    """Write the weights of all destinations for each class, papers and purse, cumulated.

    going  (classes, papers, purses, places), written;  weight  (classes, places, channels)
    share  (first, step): this thread works on every step-th pair of skill and income band
    debt   months of destination pay that is lent;  nests: λ_k/λ_d
    """
    opening = np.full((2, places.size, CHOSEN_CHANNELS), NEVER_OPEN)
    for place in range(places.size):
        for channel in range(CHOSEN_CHANNELS):
            for papers in range(2):
                if place != home and channel != Channel.FAMILY:  # family takes a sponsor
                    step = opens_at(places[place], channel, papers == 1, debt)
                    opening[papers, place, channel] = step
    needs_papers = np.array([(opening[0, p] != opening[1, p]).any() for p in range(places.size)])
    worth = np.zeros((places.size, STEPS))
    for pair in range(share[0], CLASSES // AGE_BANDS, share[1]):
        for age in range(AGE_BANDS):
            group = pair * AGE_BANDS + age
            if age > 0 and opens_no_other(pair // INCOME_BANDS, age):
                copy_going(going, group - 1, group)
                continue
            for papers in range(2):
                for place in range(places.size):
                    if papers == 0 or needs_papers[place]:
                        opens = opening[papers, place]
                        weigh_purses(worth[place], weight[group, place], opens, nests)
                cumulate(going[group, papers], worth)


@numba.njit(cache=True, error_model="numpy")
def copy_going(going, group, other):
    """Copy what one class weighs to another (element by element: a slice takes long to compile)."""
    for papers in range(going.shape[1]):
        for step in range(STEPS):
            for place in range(going.shape[3]):
                going[other, papers, step, place] = going[group, papers, step, place]


@numba.njit(cache=True)
def opens_at(there, channel, papers, debt):
    """First step of the purse at which a channel is open and can be paid, else `NEVER_OPEN`."""
    if not is_open(there, channel, papers, PURSES[STEPS - 1], debt):
        return NEVER_OPEN
    step = 0
    while not is_open(there, channel, papers, PURSES[step], debt):
        step += 1
    return step


@numba.njit(cache=True)
def opens_no_other(skill, age):
    """Is the same open to an age band as to the one before?"""
    for channel in range(CHOSEN_CHANNELS):
        if eligible(channel, skill, age) != eligible(channel, skill, age - 1):
            return False
    return True


@numba.njit(cache=True, nogil=True, error_model="numpy")
def weigh_purses(worth, weight, opening, nests):
    """Write the weight of one destination by purse: its open channels' sum to the power λ_k/λ_d.

    worth  (purses,), written;  weight (channels,);  opening (channels,): step that opens each
    """
    worth[:] = 0.0
    for channel in range(CHOSEN_CHANNELS):
        if opening[channel] < STEPS:
            worth[opening[channel]] += weight[channel]
    total, powered = 0.0, 0.0
    for step in range(STEPS):
        if worth[step] > 0.0:
            total += worth[step]
            powered = math.pow(total, nests)
        worth[step] = powered


@numba.njit(cache=True, nogil=True, error_model="numpy")
def cumulate(going, worth):
    """Write `worth` (places, purses) summed over the places so far, to `going` (purses, lines).

    Lines beyond the places of the world hold the sum over all.
    """
    totals = np.zeros(STEPS)
    for place in range(worth.shape[0]):
        for step in range(STEPS):
            totals[step] += worth[place, step]
            going[step, place] = totals[step]
    for place in range(worth.shape[0], going.shape[1]):
        for step in range(STEPS):
            going[step, place] = totals[step]
