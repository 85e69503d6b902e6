"""Tables that a class of persons shares, made anew each month (ODD 7.3)."""

import math

import numba

from sim.behaviour.terms import AGE_BANDS, CLASSES, INCOME_BANDS
from sim.equations.choice import cost_utility, leaving_probability, pay_utility
from sim.vocabulary import CHOSEN_CHANNELS, Channel, Skill


@numba.njit(cache=True, error_model="numpy")
def fill_weights(weight, places, home, home_pay, band_pay, common, chance, pay_factor, constant, beta, nest):
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
    """May a person of this skill and age band use the channel? (ODD 7.3, eligibility)"""
    if channel == Channel.HIGHLY_SKILLED:
        return skill == Skill.HIGH
    if channel == Channel.STUDY:
        return skill != Skill.LOW and age == 0
    if channel == Channel.SEASONAL:
        return skill != Skill.HIGH
    return True


@numba.njit(cache=True, error_model="numpy")
def fill_bounds(bound, leaving, weight, places, home, stay, nests, most_faith):
    """Write the most weight of leaving for each class: every open channel paid for, no family.

    bound  (classes, 2), written: sum of the destinations' weights, without and with the passport of
           a free-movement area; a person's weight is at most this, before ties and family
    leaving  the same as chances of leaving [1], written
    nests    (λ_k, λ_d)
    """
    for group in range(weight.shape[0]):
        for papers in range(2):
            inclusive = 0.0
            for place in range(places.size):
                if place == home:
                    continue
                free = places[place].free == 1 or (papers == 1 and places[place].union == 1)
                total = 0.0
                for channel in range(CHOSEN_CHANNELS):
                    if channel == Channel.FAMILY:
                        continue
                    if (channel == Channel.FREE_MOVEMENT) != free:
                        continue
                    faith = most_faith if channel < Channel.FREE_MOVEMENT else 1.0
                    total += weight[group, place, channel] * max(faith, 1.0)
                if total > 0.0:
                    inclusive += math.pow(total, nests[0] / nests[1])
            bound[group, papers] = inclusive * 1.000001
            chance = leaving_probability(math.pow(bound[group, papers], nests[1]), stay)
            leaving[group, papers] = min(1.0, chance * 1.000001)
