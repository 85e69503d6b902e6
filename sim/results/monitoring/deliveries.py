"""Delivered beside nominal levers (L80): what a result records of each lever's delivery."""

from dataclasses import dataclass

from sim.results.monitoring.indicators import ENFORCED, Indicator, Parts, of


@dataclass(frozen=True)
class Delivery:
    """What a result records of a lever's delivery, beside its nominal setting (L80).

    value, over  as of an indicator
    scale        setting x scale is in the unit of the delivery; 0: not the same thing, no gap
    """

    lever: str
    label: str
    value: Parts
    unit: str = "%"
    over: Parts = ()
    scale: float = 0.0

    @property
    def indicator(self) -> Indicator:
        """The delivery as an indicator, to be computed like any other."""
        return Indicator(f"delivery.{self.lever}", self.label, "delivery", 0, self.value,
                         self.unit, self.over, rows=("L80",), main=False)  # fmt: skip


ORDERS = of("return_orders")
VISITS_WITHOUT_VISA = (*of("visits"), *of("visa_applications", -1.0), *of("visa_refusals"))

DELIVERIES = (
    Delivery("visa_free", "Visits beyond the visas granted", VISITS_WITHOUT_VISA,
             over=of("visits"), scale=100.0),
    Delivery("visa_facilitation", "Short-stay visas refused", of("visa_refusals"),
             over=of("visa_applications")),
    Delivery("seasonal_scheme", "Seasonal workers arriving a year",
             of("arrivals", channel="seasonal"), "1"),
    Delivery("blue_card", "Highly skilled arriving a year",
             of("arrivals", channel="highly_skilled"), "1"),
    Delivery("intra_corporate_transfer", "Persons transferred within firms a year",
             of("arrivals", channel="transfer"), "1"),
    Delivery("student_researcher_admission", "Students and researchers arriving a year",
             of("arrivals", channel="study"), "1"),
    Delivery("youth_mobility", "Young persons coming under agreements a year",
             of("arrivals", channel="youth"), "1"),
    Delivery("family_reunification", "Family members arriving a year",
             of("arrivals", channel="family"), "1"),
    Delivery("circular_migration", "Circular among all returns",
             of("returns", return_kind="circular"), over=of("returns")),
    Delivery("recruiter_licensing", "Recruiter users with an unlicensed one",
             of("unlicensed_share")),
    Delivery("readmission_agreement", "Orders to leave ended by readmission",
             of("returns", return_kind="readmitted"), over=ORDERS),
    Delivery("return_policy", "Orders to leave carried out",
             of("returns", return_kind=ENFORCED), over=ORDERS),
    Delivery("assisted_return", "Orders to leave ended by assisted return",
             of("returns", return_kind="assisted"), over=ORDERS, scale=100.0),
    Delivery("reintegration_support", "Returnees leaving again a year", of("re_emigrations"),
             over=of("returnees")),
    Delivery("employer_sanctions", "Irregular residents in work whom checks reach",
             of("checked_workers"), over=of("irregular_workers"), scale=100.0),
    Delivery("directive_supervision", "Orders to leave carried out",
             of("returns", return_kind=ENFORCED), over=ORDERS),
    Delivery("reception_conditions", "Asylum seekers without a place in reception",
             of("without_reception"), over=of("asylum_backlog")),
    Delivery("resettlement", "Refugees resettled a year", of("resettled"), "1", scale=1.0),
    Delivery("remittance_cost", "Price paid for sending", of("remittance_fees"),
             over=of("remittances_sent"), scale=1.0),
    Delivery("price_transparency", "Price paid for sending", of("remittance_fees"),
             over=of("remittances_sent")),
    Delivery("diaspora_investment", "Investment by diaspora and returnees a year",
             of("diaspora_investment"), "EUR"),
)  # fmt: skip
