"""Tables that a class of persons shares, made anew each month (ODD 7.3)."""

import math

import numba

from sim.behaviour.choice import class_weight
from sim.behaviour.terms import AGE_BANDS, CLASSES, INCOME_BANDS, PURSES
from sim.equations.choice import cost_utility, pay_utility
from sim.vocabulary import CHOSEN_CHANNELS, Channel, Skill


@numba.njit(cache=True, error_model="numpy")
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
    for group in range(CLASSES):
        skill = group // (INCOME_BANDS * AGE_BANDS)
        band = (group // AGE_BANDS) % INCOME_BANDS
        age = group % AGE_BANDS
        pay = home_pay[skill] * band_pay[band]
        for place in range(places.size):
            there = places[place]
            for channel in range(CHOSEN_CHANNELS):
                weight[group, place, channel] = 0.0
                if place == home or chance[place, channel] <= 0.0:
                    continue
                if not eligible(channel, skill, age):
                    continue
                wage = there.wage[skill] * pay_factor[channel]
                value = pay_utility(beta[0], chance[place, channel], wage, 1.0, pay)
                value += cost_utility(beta[1], there.cost[channel], pay)
                value += common[skill, place] + constant[channel]
                weight[group, place, channel] = math.exp(value / nest)


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


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def fill_going(going, weight, places, share, home, debt, nests):
    """Write the weights of all destinations for each class, papers and purse, cumulated.

    going  (classes, papers, purses, places), written;  weight  (classes, places, channels)
    share  (first, step): this thread works on classes first, first + step, …
    debt   months of destination pay that is lent;  nests: λ_k/λ_d
    """
    for group in range(share[0], weight.shape[0], share[1]):
        for papers in range(2):
            for step in range(len(PURSES)):
                total = 0.0
                for place in range(places.size):
                    if place != home:
                        total += class_weight(
                            weight, places[place], group, place, papers == 1, PURSES[step], debt,
                            nests,
                        )  # fmt: skip
                    going[group, papers, step, place] = total
