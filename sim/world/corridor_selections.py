"""Which rows of which raw table go into the tables of corridors (`schema.py`).

Every corridor is kept with every place, so that a run may choose which places stand apart; codes
that are no place are summed to `ROW`.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sim.world.raw import Raw
from sim.world.schema import ROW
from sim.world.selected import (
    Rows,
    areas,
    as_text,
    compiled_places,
    not_held_out,
    origins,
    summed,
)

if TYPE_CHECKING:
    import pandas as pd

ENDS = ("origin", "dest")
SMALLEST_FLOW = 2.0
"""Flows below this many persons a year are not told apart."""
VISA_REFORMS = ("visa_free_short_stay", "visa_facilitation")
"""Instruments of those who needed a visa of the Union before their date."""
FIRST_YEARLY_FLOW, LAST_FLOW = 2005, 2015
SINCE_1990 = ("refugees", "resettled")
"""Measures of refugees whose past is read: they stand in for stocks that no source has."""
FIRST_REFUGEE_YEAR, FIRST_ASYLUM_YEAR = 2000, 2005
NO_VISA_NEEDED = ("visa free", "visa on arrival", "eta")


def corridors(raw: Raw) -> Rows:
    """Distance and ties of each origin with each place that the source has."""
    file = "dyads_cepii.csv.gz"
    ties = ["contig", "comlang_off", "comlang_ethno", "colony", "comcol", "col45"]
    frame = raw.table(file, ["origin", "dest", "dist", *ties, "source"])
    frame = frame[frame.origin.isin(origins(raw)) & frame.dest.isin(compiled_places(raw))]
    frame = raw.numbers(file, frame, "dist", *ties)
    for row in frame.itertuples():
        flags = [int(getattr(row, name)) for name in ties]
        yield (row.origin, row.dest, as_text(row.dist), *flags, 2011, row.source)


def stocks(raw: Raw) -> Rows:
    """Migrant stocks of each origin, five-yearly."""
    file = "migrant_stock_bilateral.csv.gz"
    frame = raw.table(file, ["origin", "dest", "year", "value", "value_female", "unit", "source"])
    frame = frame[frame.origin.isin(origins(raw)) & (frame.origin != frame.dest)]
    frame = not_held_out(raw.numbers(file, frame, "year", "value", "value_female"), *ENDS)
    keys, values = ["origin", "dest", "year"], ["value", "value_female"]
    yield from summed(raw, frame, keys, values, ["unit", "source"], rest=["dest"])


def flows(raw: Raw) -> Rows:
    """Estimated flows out of each origin, five-yearly and yearly.

    Of the five-yearly ones also the parts of those who leave the country of birth, and who go back.
    """
    file = "flows_5yr_abel_cohen.csv.gz"
    measures = ["da_pb_closed", "pb_outward", "pb_return"]
    frame = raw.table(file, ["origin", "dest", "year0", "year1", *measures, "unit", "source"])
    frame = raw.numbers(file, frame, "year0", "year1", *measures)
    frame = frame[(frame.year0 >= 2000) & (frame.year1 <= LAST_FLOW)]
    for measure in measures:
        part = frame.assign(year=frame.year0, years=5, measure=measure, value=frame[measure])
        yield from _flow_rows(raw, part)
    file = "flows_annual_gaskin_abel.csv.gz"
    frame = raw.table(file, ["origin", "dest", "year", "value", "unit", "source"])
    frame = raw.numbers(file, frame, "year", "value")
    frame = frame[frame.year.between(FIRST_YEARLY_FLOW, LAST_FLOW)]
    yield from _flow_rows(raw, frame.assign(years=1, measure="flow"))


def _flow_rows(raw: Raw, frame: "pd.DataFrame") -> Rows:
    """Rows of `flows` out of each origin; small corridors are summed to `ROW`."""
    frame = frame[(frame.origin != frame.dest) & (frame.value > 0)]
    frame = not_held_out(frame[frame.origin.isin(origins(raw))], *ENDS)
    small = frame.value < SMALLEST_FLOW * frame.years
    frame = frame.assign(dest=frame.dest.where(~small, ROW))
    keys = ["origin", "dest", "year", "years", "measure"]
    yield from summed(raw, frame, keys, ["value"], ["unit", "source"], rest=["dest"])


def visas(raw: Raw) -> Rows:
    """Short-stay visas asked for at the consulates in each origin; a count below 0 is none."""
    file = "schengen_visas.csv.gz"
    counts = ["applied", "issued", "mev", "not_issued"]
    frame = raw.table(file, ["origin", "dest", "year", "regime", *counts, "unit", "source"])
    frame = frame[frame.origin.isin(origins(raw)) & frame.dest.isin(compiled_places(raw))]
    frame = not_held_out(raw.numbers(file, frame, *counts), *ENDS)
    for row in frame.itertuples():
        values = [getattr(row, name) for name in counts]
        cells = ["" if value < 0 else as_text(value) for value in values]
        yield (row.origin, row.dest, row.year, row.regime, *cells, row.unit, row.source)


def permits(raw: Raw) -> Rows:
    """Valid residence permits by citizenship, and population by citizenship."""
    yield from _measures(raw, "eurostat_valid_permits_by_citizenship.csv.gz", {"": "valid_permits"})
    yield from _measures(
        raw, "eurostat_population_by_citizenship.csv.gz", {"": "population_by_citizenship"}
    )


def immigration(raw: Raw) -> Rows:
    """Immigration by citizenship, as reported by the receiving states."""
    yield from _measures(raw, "eurostat_immigration_by_citizenship.csv.gz", {"": "immigration"})


def enforcement(raw: Raw) -> Rows:
    """Persons found illegally present, ordered to leave, returned, refused entry."""
    names = (
        "found_illegally_present",
        "ordered_to_leave",
        "returned",
        "returned_to_third_country",
        "refused_entry",
    )
    file = "eurostat_enforcement_by_citizenship.csv.gz"
    yield from _measures(raw, file, {name: name for name in names})


def _measures(raw: Raw, file: str, names: dict[str, str]) -> Rows:
    """Rows (origin, dest, year, measure, value, unit, source) of a table by citizenship."""
    columns = ["origin", "dest", "year", "value", "unit", "source"]
    frame = raw.table(file, columns if "" in names else [*columns, "measure"])
    frame = frame.assign(measure=names[""]) if "" in names else frame
    frame = frame[frame.origin.isin(origins(raw)) & frame.dest.isin(areas(raw))]
    frame = frame[frame.measure.isin(names.values()) & (frame.origin != frame.dest)]
    frame = raw.numbers(file, frame, "value")
    for row in not_held_out(frame, *ENDS).itertuples():
        yield row.origin, row.dest, row.year, row.measure, as_text(row.value), row.unit, row.source


def asylum(raw: Raw) -> Rows:
    """Asylum applications (Eurostat, UNHCR) and first-instance decisions (UNHCR)."""
    keys = ["origin", "dest", "year", "measure"]
    file = "eurostat_asylum_applicants.csv.gz"
    frame = raw.table(file, ["origin", "dest", "year", "sex", "measure", "value", "source"])
    frame = frame[frame.origin.isin(origins(raw)) & frame.dest.isin(areas(raw))]
    frame = not_held_out(raw.numbers(file, frame, "value"), *ENDS)
    yield from summed(raw, frame, keys, ["value"], ["unit", "source"])
    file = "unhcr_asylum_applications.csv.gz"
    frame = raw.table(file, ["origin", "asylum", "year", "app_type", "app_pc", "value", "source"])
    frame = frame[frame.origin.isin(origins(raw)) & (frame.app_type == "N")]
    frame = raw.numbers(file, frame.rename(columns={"asylum": "dest", "app_pc": "pc"}), "value")
    frame = _persons_before_cases(raw, frame).assign(measure="new_applications")
    yield from summed(raw, frame, keys, ["value"], ["unit", "source"], rest=["dest"])
    file = "unhcr_asylum_decisions.csv.gz"
    decisions = ["dec_recognized", "dec_other", "dec_rejected", "dec_closed"]
    columns = ["origin", "asylum", "year", "dec_level", "dec_pc", *decisions, "source"]
    frame = raw.table(file, columns)
    frame = frame[frame.origin.isin(origins(raw)) & (frame.dec_level == "FI")]
    frame = raw.numbers(file, frame.rename(columns={"asylum": "dest", "dec_pc": "pc"}), *decisions)
    frame = _persons_before_cases(raw, frame)
    measures = ("recognised", "complementary", "rejected", "closed")
    for column, measure in zip(decisions, measures, strict=True):
        part = frame.assign(value=frame[column], measure=f"decisions_{measure}")
        part = part[part.value > 0]
        yield from summed(raw, part, keys, ["value"], ["unit", "source"], rest=["dest"])


def _persons_before_cases(raw: Raw, frame: "pd.DataFrame") -> "pd.DataFrame":
    """Counts of persons; counts of cases only where a state and year has no count of persons.

    States that are not listed apart are added up later, so their unit says that it may be either.
    """
    import pandas as pd

    persons = frame[frame.pc == "P"].assign(unit="persons_per_year")
    cases = frame[frame.pc == "C"].assign(unit="cases_per_year")
    counted = set(zip(persons.origin, persons.dest, persons.year, strict=True))
    keys = zip(cases.origin, cases.dest, cases.year, strict=True)
    both = pd.concat([persons, cases.loc[[key not in counted for key in keys]]])
    both = not_held_out(both[both.year.astype(int) >= FIRST_ASYLUM_YEAR], *ENDS)
    known = both.dest.isin(compiled_places(raw))
    return both.assign(unit=both.unit.where(known, "persons_or_cases_per_year"))


def refugees(raw: Raw) -> Rows:
    """Refugees, asylum-seekers and displaced at the year's end; resettled and returned in it."""
    keys = ["origin", "dest", "year", "measure"]
    for file, names in (
        (
            "unhcr_population.csv.gz",
            {
                "refugees": "refugees",
                "asylum_seekers": "asylum_seekers",
                "idps": "idps",
                "returned_refugees": "returned_refugees",
                "returned_idps": "returned_idps",
                "stateless": "stateless",
                "oip": "others_in_need",
            },
        ),
        (
            "unhcr_solutions.csv.gz",
            {"resettlement": "resettled", "naturalisation": "naturalised"},
        ),
    ):
        frame = raw.table(file, ["origin", "asylum", "year", *names, "unit", "source"])
        frame = frame[frame.origin.isin(origins(raw))].rename(columns={"asylum": "dest"})
        frame = not_held_out(raw.numbers(file, frame, *names), *ENDS)
        for column, measure in names.items():
            part = frame.assign(value=frame[column], measure=measure)
            first = 0 if measure in SINCE_1990 else FIRST_REFUGEE_YEAR
            part = part[(part.value > 0) & (part.year.astype(int) >= first)]
            yield from summed(raw, part, keys, ["value"], ["unit", "source"], rest=["dest"])


def displacement(raw: Raw) -> Rows:
    """New refugees of each origin in a year, in whatever country."""
    file = "unhcr_forced_flows.csv.gz"
    counts = ["refugees", "refugee_like"]
    frame = raw.table(file, ["origin", "asylum", "year", *counts, "unit", "source"])
    frame = frame[frame.origin.isin(origins(raw)) & (frame.year.astype(int) >= FIRST_REFUGEE_YEAR)]
    frame = not_held_out(raw.numbers(file, frame, *counts), "origin", "asylum")
    frame = frame.assign(iso3=frame.origin, value=frame.refugees + frame.refugee_like)
    frame = frame[frame.value > 0]
    yield from summed(raw, frame, ["iso3", "year"], ["value"], ["unit", "source"])


def prices(raw: Raw) -> Rows:
    """Cost of sending 200 USD to each origin: mean of the quarters; the world as a whole."""
    file = "remittance_prices_corridor.csv.gz"
    frame = raw.table(file, ["sender", "receiver", "year", "quarter", "value", "unit", "source"])
    frame = raw.numbers(file, frame, "value")
    frame = frame[frame.value >= 0]  # below: the gain of an official rate, no price
    keys = ["sender", "receiver", "year"]
    yearly = frame.groupby([*keys, "unit", "source"], as_index=False).value.agg(["mean", "size"])
    known = yearly.receiver.isin(origins(raw)) & yearly.sender.isin(compiled_places(raw))
    for row in yearly[known].itertuples():
        mean = as_text(round(row.mean, 4))
        yield row.sender, row.receiver, row.year, mean, row.size, row.unit, row.source
    world = yearly.groupby(["year", "unit", "source"])["mean"].mean()
    for (year, unit, source), mean in world.items():
        quarters = frame[frame.year == year].quarter.nunique()
        yield "WLD", "WLD", year, as_text(round(mean, 4)), quarters, unit, source


def bilateral_remittances(raw: Raw) -> Rows:
    """Estimated remittances to each origin by sender."""
    file = "remittances_bilateral.csv.gz"
    frame = raw.table(file, ["sender", "receiver", "year", "value", "unit", "source"])
    frame = raw.numbers(file, frame[frame.receiver.isin(origins(raw))], "value", "year")
    frame = not_held_out(frame, "sender", "receiver")
    keys = ["sender", "receiver", "year"]
    yield from summed(raw, frame, keys, ["value"], ["unit", "source"], rest=["sender"])


def visa_rules(raw: Raw, common: Mapping[str, str]) -> Rows:
    """Who needs a visa where, before any visa-free reform of the common list; changes only.

    common  date by state since when it is bound by the Union's list of who needs a visa
    """
    file = "passport_index.csv.gz"
    columns = ["passport", "dest", "year", "snapshot", "requirement", "source"]
    frame = raw.table(file, columns)
    frame = frame[frame.passport.isin(origins(raw)) & frame.dest.isin(compiled_places(raw))]
    frame = frame.assign(
        required=[not _enters_freely(requirement) for requirement in frame.requirement]
    )
    listed = _on_the_common_list(raw, frame, common)
    for origin in sorted(listed):
        for dest, since in common.items():
            if dest != origin:
                yield origin, dest, since, 1, "common visa list", since[:4], "schengen_acquis"
    for (origin, dest), rows in frame.sort_values("snapshot").groupby(["passport", "dest"]):
        if (dest in common and origin in listed) or dest == origin:
            continue
        before = None
        for row in rows.itertuples():
            if row.required != before:
                rule = (int(row.required), row.requirement)
                yield (origin, dest, row.snapshot, *rule, row.year, row.source)
            before = row.required


def _enters_freely(requirement: str) -> bool:
    """Whether a text or a number of days of the source means that no visa is asked for."""
    return requirement in NO_VISA_NEEDED or requirement.isdecimal()


def _on_the_common_list(
    raw: Raw, frame: "pd.DataFrame", common: Mapping[str, str]
) -> frozenset[str]:
    """Origins whose citizens need a visa of the Union, or did before a reform with a date.

    Those whose citizens were free of it at the first snapshot, with no dated reform in the policy
    timeline, are taken to have been free before.
    """
    timeline = raw.table("policy_timeline.csv", ["iso3", "instrument", "date"])
    reformed = timeline[timeline.instrument.isin(VISA_REFORMS) & (timeline.date != "")]
    there = frame[frame.dest.isin(common) & (frame.snapshot == frame.snapshot.min())]
    mostly = there.groupby("passport").required.mean() > 0.5
    return (frozenset(mostly[mostly].index) | frozenset(reformed.iso3)) & origins(raw)


COMPILERS: dict[str, Callable[[Raw], Rows]] = {
    "corridors": corridors,
    "stocks": stocks,
    "flows": flows,
    "visas": visas,
    "permits": permits,
    "asylum": asylum,
    "enforcement": enforcement,
    "immigration": immigration,
    "refugees": refugees,
    "displacement": displacement,
    "prices": prices,
    "bilateral_remittances": bilateral_remittances,
}
