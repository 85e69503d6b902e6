"""3.5 Origins respond: money received, output, capital, poverty (ODD 7.7, 7.9)."""

from typing import TYPE_CHECKING

import numpy as np

from sim.equations.origin import output_per_head
from sim.equations.remittance import formal_share, price_response
from sim.kernels import households
from sim.kernels.threads import share_out
from sim.model.processes.open_month import jobs_left, productivity
from sim.model.settings import year_of
from sim.vocabulary import Flow, Gauge, Skill

if TYPE_CHECKING:
    from sim.model.migration_model import MigrationModel
    from sim.model.origin_side import OriginSide

BINS = 2000
BIN_WIDTH = 1.0  # EUR month-1


def origins_respond(model: "MigrationModel") -> None:
    """Every origin: remittances each month, capital and output each month, households yearly."""
    for side in model.sides:
        remit(model, side)
        if model.tick % 12 == 0:
            account_households(model, side)
        produce(model, side)


def prices(model: "MigrationModel", side: "OriginSide") -> np.ndarray:
    """Price of remitting by place (places,) [% of the amount], transparency included."""
    terms = side.policy_terms
    observed = model.remittance_prices(side.iso3, model.month)
    price = (
        observed
        if terms["remittance.price"] < 0
        else np.full(observed.size, terms["remittance.price"])
    )
    return price * (1.0 - model.now["remit.transparency"] * terms["remittance.transparency"])


def remit(model: "MigrationModel", side: "OriginSide") -> None:
    """Month's remittances by place in whole EUR: sent = received + fees (ODD 7.7)."""
    p = model.now
    price = prices(model, side)
    response = price_response(price, p["remit.reference_price"], p["remit.elasticity"])
    literacy = side.policy_terms["remittance.literacy"]
    formal = formal_share(
        p["remit.formal"], p["remit.formal_cost"], price, p["remit.informal_price"], literacy
    )
    index = side.terms.places["pay_index"]
    base = side.gauges[:, Gauge.REMITS] * model.settings.persons_per_agent
    informal = np.minimum(price, p["remit.informal_price"])
    mean_price = formal * price + (1.0 - formal) * informal
    sent = np.rint(base * index * response)
    fees = np.rint(sent * mean_price / 100.0)
    side.sent, side.fees = sent, fees
    side.got = sent - fees
    side.factor = index * response * (1.0 - mean_price / 100.0) * (1.0 + p["experiment.transfer"])
    side.factor[side.home] = 0.0  # nobody sends from home
    side.received.append(float(side.got.sum()))


def account_households(model: "MigrationModel", side: "OriginSide") -> None:
    """Survey households: poverty, dependency, children left behind and the like (ODD 7.9)."""
    p = model.now
    people, blocks = side.population.people, side.population.blocks
    step = households.step_of_survey(blocks.size - 1)
    pension = p["origin.pension"] * float(side.terms.home_pay[Skill.MIDDLE])
    works = p["origin.works"] * jobs_left(model, side)
    kin = p["origin.kin"]
    arguments = (side.factor, works, p["origin.idle"], pension, p["origin.relief"], kin)
    threads = model.settings.threads
    line = side.poverty_line * side.prices
    heads = np.empty((threads, BINS), np.int64)

    def survey() -> np.ndarray:
        books = np.zeros((threads, households.ACCOUNTS), np.int64)
        heads[:] = 0
        share_out(
            threads, households.account, people, blocks, step, model.tick, side.terms.record,
            *arguments, gift_of_kin(side, kin), line, BIN_WIDTH, books, heads, at=2,
        )  # fmt: skip
        return np.rint(books.sum(axis=0) * households.weight_of_survey(blocks.size - 1))

    if side.poverty_line <= 0.0:
        note_unclaimed(side, survey())
    total = survey()
    if side.poverty_line <= 0.0:
        share = np.cumsum(heads.sum(axis=0)) / max(1, heads.sum())
        side.poverty_line = BIN_WIDTH * (1 + int(np.searchsorted(share, side.poverty_at_start)))
        line = side.poverty_line * side.prices
        total = survey()
    note_unclaimed(side, total)
    side.accounts = {
        "poverty_headcount": total[households.POOR] / max(1.0, total[households.PERSONS]),
        "remittance_dependency": total[households.DEPENDENT]
        / max(1.0, total[households.HOUSEHOLDS]),
        "left_behind_children": total[households.LEFT_BEHIND],
        "poverty_gap": total[households.SHORTFALL] / max(1.0, line * total[households.PERSONS]),
        "remittance_share": total[households.SENT]
        / max(1.0, total[households.SENT] + total[households.EARNED]),
        "employment_at_home": (
            total[households.AT_WORK] - total[households.RESTS] / households.PARTS
        )
        / max(1.0, total[households.LABOUR]),
        "protracted": total[households.PROTRACTED],
        "returnees": total[households.BACK],
        "returnees_in_poverty": total[households.POOR_BACK],
        "returnees_at_work": total[households.BACK_AT_WORK] / max(1.0, total[households.ABLE_BACK]),
        "tertiary_share": total[households.TERTIARY] / max(1.0, total[households.ADULTS]),
    }


def received_in(side: "OriginSide") -> float:
    """What households get this month from all migrants, per simulated person [EUR month-1]."""
    return float((side.gauges[:, Gauge.REMITS] * side.factor).sum())


def note_unclaimed(side: "OriginSide", total: np.ndarray) -> None:
    """Keep, of a survey, what was sent by those with nobody of their household at home."""
    side.unclaimed = float(total[households.UNCLAIMED]) / max(1.0, received_in(side))
    side.households = int(total[households.HOUSEHOLDS])


def gift_of_kin(side: "OriginSide", kin: float) -> float:
    """Mean of what households get that have kin abroad beyond the household [EUR month-1]."""
    return side.unclaimed * received_in(side) / max(1.0, kin * side.households)


def produce(model: "MigrationModel", side: "OriginSide") -> None:
    """Output per resident, and the capital that diaspora and returnees add (ODD 7.9)."""
    p = model.now
    scale = model.settings.persons_per_agent
    terms = side.policy_terms
    vehicles = p["origin.diaspora_saving"] * terms["diaspora.investment"]
    together = terms["diaspora.collective"] + terms["remittance.invested"]
    brought = float(side.flows[side.home, Flow.INVESTMENT]) * scale
    side.vehicle_investment = round(vehicles * float(side.got.sum()))
    side.investment = brought + side.vehicle_investment + round(together * float(side.got.sum()))
    side.extra_capital += side.investment - p["origin.depreciation"] / 12.0 * side.extra_capital
    side.extra_capital += p["origin.aid_capital"] * terms["origin.aid"] / 12.0
    pay = side.terms.home_pay
    residents = max(1, side.residents())
    labour = float((side.active_by_skill() * pay).sum()) / residents
    before = float((side.active_start * pay).sum()) / max(1, side.residents_start)
    exogenous = model.world.gdp_per_capita_eur2015(side.iso3, year_of(model.month))
    exogenous *= productivity(model, side)
    capital = p["origin.capital_output"] * exogenous * residents * scale
    side.gdp_per_capita = output_per_head(
        exogenous,
        labour / before if before > 0.0 else 1.0,
        1.0 + side.extra_capital / capital,
        p["origin.labour_share"],
    )
    side.gdp = side.gdp_per_capita * residents * scale
