"""The compiled tables: margins, provenance, hold-out, refusals, speed."""

import csv
import gzip
import io
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.world import schema
from sim.world.archive import Archive
from sim.world.impute import single_ages
from sim.world.parts import packed
from sim.world.tables import DATA_FOLDER, World, load_world

JANUARY_2008 = 2008 * 12
MAY_2014 = 2014 * 12 + 4
REPOSITORY = Path(__file__).parents[2]


SHIPPED = ("MDA", "SOM")
EVERYWHERE = ("all",)


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(SHIPPED)


@pytest.fixture(scope="module")
def whole() -> World:
    """Every origin and every place."""
    parts = Archive(DATA_FOLDER).parts["population"]
    return load_world([iso3 for iso3 in parts if iso3], EVERYWHERE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tables, to be damaged."""
    copy = tmp_path / "data"
    shutil.copytree(DATA_FOLDER, copy)
    return copy


def read(table: schema.Table, folder: Path = DATA_FOLDER) -> list[dict[str, str]]:
    data = (folder / table.file).read_bytes()
    if table.file.endswith(".gz"):
        data = gzip.decompress(data)
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def refusal(folder: Path) -> str:
    with pytest.raises(InputError) as caught:
        load_world(("MDA",), folder=folder)
    text = str(caught.value)
    assert "\n" not in text
    return text


def edit(folder: Path, name: str, old: str, new: str, *, recount: bool = True) -> None:
    """Change one place in a table and pack it again, as somebody would who tampers with it."""
    table = schema.TABLES[name]
    path = folder / table.file
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    assert old in text
    header, *rows = csv.reader(io.StringIO(text.replace(old, new, 1), newline=""))
    changed = replace(table, columns=dict.fromkeys(header, "text"))
    packed_file, parts = packed(changed, [tuple(row) for row in rows])
    path.write_bytes(packed_file)
    lines = (folder / "manifest.csv").read_text().splitlines()
    known = {tuple(line.split(",")[:2]): line.split(",")[2] for line in lines}
    kept = [line for line in lines if not line.startswith(f"{name},")]
    kept += [
        f"{name},{part},{where.rows if recount else known[name, part]},{where.start},{where.size}"
        for part, where in parts.items()
    ]
    (folder / "manifest.csv").write_text("\n".join(kept) + "\n")


# places and their order


def test_places_are_the_origins_then_the_codes_in_order_then_the_rest(world):
    assert world.places[:2] == ("MDA", "SOM")
    assert world.places[-1] == "ROW"
    assert list(world.places[2:-1]) == sorted(world.places[2:-1])
    assert len(set(world.places)) == len(world.places) <= 64
    assert all(world.places[world.index(iso3)] == iso3 for iso3 in world.places)


def test_membership_follows_the_calendar(world):
    def member(iso3: str, month: int) -> bool:
        return bool(world.eu_member(month)[world.index(iso3)])

    assert member("ROU", 2007 * 12)
    assert not member("ROU", 2006 * 12 + 11)
    assert not member("HRV", JANUARY_2008)
    assert member("HRV", 2013 * 12 + 6)
    assert member("GBR", JANUARY_2008)
    assert not member("GBR", 2020 * 12 + 1)
    assert world.eu_member(2024 * 12).sum() == 27
    listed = world.visa_free_area(MAY_2014)
    assert listed[[world.index(i) for i in ("ROU", "CHE", "NOR", "CYP")]].all()
    assert not listed[[world.index(i) for i in ("GBR", "IRL", "MDA", "RUS", "ROW")]].any()
    uniform = world.schengen_visa_area(MAY_2014)
    assert not uniform[[world.index(i) for i in ("ROU", "CYP", "HRV", "IRL")]].any()


# margins


@pytest.mark.parametrize("origin", SHIPPED)
@pytest.mark.parametrize("year", [2000, 2007, 2008, 2010, 2013, 2020, 2023])
def test_residents_add_up_to_the_published_total(world, origin, year):
    people = world.population(origin, year)
    assert people.shape == (2, 101)
    assert (people >= 0).all()
    assert people.sum() == pytest.approx(world.observed("population", origin, year), rel=1e-12)


def test_single_ages_keep_the_five_year_groups(world):
    table = [r for r in world.rows("population") if r["iso3"] == "MDA" and r["year"] == 2010]
    women = {r["age"]: r["value"] for r in table if r["sex"] == "female"}
    total = sum(r["value"] for r in table)
    ages = world.population("MDA", 2010)[0]
    scale = world.observed("population", "MDA", 2010) / total
    for group, persons in women.items():
        first = int(group.split("-")[0].rstrip("+"))
        last = 101 if group == "100+" else first + 5
        assert ages[first:last].sum() == pytest.approx(persons * scale, rel=1e-9)


def test_splitting_groups_gives_no_negative_age_and_loses_nobody():
    groups = np.array([10, 0, 0, 500, 1, 0, *[30] * 14, 2], dtype=float)
    ages = single_ages(groups)
    assert (ages >= 0).all()
    assert ages[:100].reshape(20, 5).sum(axis=1) == pytest.approx(groups[:20])
    assert ages[100] == groups[20]


def test_stocks_of_a_tabulated_year_are_those_of_the_source(world):
    stock = world.stock("MDA", 2010)
    rows = [r for r in world.rows("stocks") if r["origin"] == "MDA" and r["year"] == 2010]
    assert rows
    for row in rows:
        assert stock[world.index(row["dest"])] == row["value"]
    assert stock[world.index("MDA")] == 0
    assert stock[world.index("RUS")] == 284108


def test_a_stock_between_two_tabulated_years_lies_between_them(world):
    low, mid, high = (world.stock("MDA", y)[world.index("ITA")] for y in (2005, 2008, 2010))
    assert mid == pytest.approx(low + 0.6 * (high - low))


def test_a_stock_that_no_source_estimates_is_made_by_a_named_rule(world):
    assert world.stock("MDA", 2008)[world.index("DEU")] == 10359  # valid permits
    assert 20_000 < world.stock("MDA", 2008)[world.index("USA")] < 80_000  # remittance matrix
    made = "\n".join(world.imputations)
    assert "citizens with a valid permit" in made
    assert "remittances from there" in made


@pytest.mark.parametrize("origin", SHIPPED)
def test_women_are_a_part_of_the_stock(world, origin):
    women, all_ = world.stock_female(origin, 2008), world.stock(origin, 2008)
    assert (women <= all_).all()
    assert 0.3 < women.sum() / all_.sum() < 0.7


def test_arrivals_end_with_the_whole_stock(world):
    years, share = world.arrival_profile("MDA", "ITA", 2008)
    assert years[-1] == 2008
    assert share[-1] == 1.0
    assert (np.diff(share) >= 0).all()
    assert share[0] < 0.1


def test_education_is_a_share_and_is_said_to_be_assumed(world):
    shares = world.education("MDA", 2008)
    assert shares.shape == (2, 101, 3)
    assert shares.sum(axis=2) == pytest.approx(1.0)
    assert (shares >= 0).all()
    assert (shares[:, :18, 0] == 1.0).all()
    assert any(line.startswith("education by age and sex assumed") for line in world.imputations)


# every country


def test_nearly_every_country_can_be_an_origin_and_a_place(whole):
    assert len(whole.origins) >= 195
    assert len(whole.places) == len(set(whole.places)) <= schema.MOST_PLACES
    assert set(schema.EUROPEAN_UNION) <= set(whole.origins)
    assert {"CPV", "GEO", "ARM", "SYR", "ERI", "SSD", "MNE", "TWN"} <= set(whole.origins)


@pytest.mark.parametrize(
    ("iso3", "million"),  # World Population Prospects 2019, mid-2010
    [("IND", 1234.28), ("CHN", 1368.81), ("NGA", 158.50), ("TUR", 72.33), ("GEO", 4.0991)],
)
def test_residents_by_age_add_up_to_the_published_figure(whole, iso3, million):
    assert whole.facts.age_tables[iso3][2010].sum() == pytest.approx(million * 1e6, rel=1e-4)


def test_the_people_of_all_countries_are_those_of_the_world(whole):
    by_age = sum(tables[2020].sum() for tables in whole.facts.age_tables.values())
    assert by_age == pytest.approx(7.793e9, rel=1e-3)
    known = whole.facts.indicator("population")
    assert sum(known[iso3][2020] for iso3 in whole.places[:-1]) == pytest.approx(7.89e9, rel=0.01)


def test_corridors_have_the_published_figures(whole):
    def at(values: np.ndarray, iso3: str) -> float:
        return float(values[whole.index(iso3)])

    assert at(whole.stock("MEX", 2020), "USA") == 11_177_052
    citizens = "population_by_citizenship"
    assert at(whole.measured(citizens, "ROU", 2020), "ITA") == 1_145_718
    assert at(whole.measured(citizens, "TUR", 2015), "DEU") == 1_372_113
    assert at(whole.measured(citizens, "MAR", 2020), "ESP") == 835_431
    arrived = [r for r in whole.rows("flows") if (r["origin"], r["dest"]) == ("SYR", "TUR")]
    assert max(r["value"] for r in arrived if r["years"] == 5) == pytest.approx(2.24e6, rel=0.01)


def test_refugees_and_visas_of_all_origins_add_up_to_the_world_total(whole):
    refugees = sum(whole.refugees(origin, 2015).sum() for origin in whole.origins)
    assert refugees == pytest.approx(16.1e6, rel=0.02)  # the held-out origins are not in it
    uniform = [r for r in whole.rows("visas") if r["year"] == 2014 and r["regime"] == "schengen"]
    applied = sum(row["applied"] for row in uniform)
    assert applied == pytest.approx(16.7e6, rel=0.01)


def test_the_stock_of_the_world_does_not_hang_on_who_stands_apart(whole):
    few = load_world(("SYR", "PHL"), ("LBN",))
    assert len(few.places) == 2 + 28 + 1 + 1
    for origin in few.origins:
        for year in (2005, 2010, 2020):
            total = sum(s.get(year, 0.0) for (o, _), s in whole.facts.stocks.items() if o == origin)
            seen = sum(s.get(year, 0.0) for s in _stocks_of(few, origin))
            assert seen == total > 0


def _stocks_of(world: World, origin: str) -> list[dict[int, float]]:
    return [series for (of, _), series in world.facts.stocks.items() if of == origin]


def test_every_origin_has_all_that_a_run_asks_of_it(whole):
    for origin in {*whole.origins[::8], "CUW", "MNE", "PRK", "SDN", "SSD", "TWN"}:
        assert whole.population(origin, 2008).sum() > 10_000
        assert np.isfinite(whole.distances(origin)).all(), origin
        assert (np.delete(whole.distances(origin), whole.index(origin)) > 0).all(), origin
        assert whole.visa_required(origin, JANUARY_2008).dtype == bool
        assert (whole.remittance_price(origin, 2013) > 0).all()
        assert whole.education(origin, 2008).sum(axis=2) == pytest.approx(1.0)
        assert whole.stock(origin, 2008).sum() > 0


def test_education_that_no_table_gives_follows_human_development(whole):
    def graduates(iso3: str) -> float:
        return float(whole.education(iso3, 2008)[:, 30:60, 2].mean())

    assert graduates("NER") < graduates("IND") < graduates("MDA") < graduates("SWE")
    assert any("human development" in line and "NER" in line for line in whole.imputations)


def test_citizens_of_the_union_need_no_visa_in_it_and_those_of_its_list_do(whole):
    def needed(origin: str, iso3: str) -> bool:
        return bool(whole.visa_required(origin, MAY_2014)[whole.index(iso3)])

    assert not needed("POL", "DEU")
    assert not needed("USA", "FRA")
    assert not needed("REU", "FRA")  # holds the passport of France
    assert all(needed(origin, "FRA") for origin in ("MAR", "NGA", "IND", "GEO", "UKR", "CPV"))


def test_a_country_without_ties_in_the_source_has_those_of_its_predecessor(whole):
    assert whole.distance("MNE", "ITA") == pytest.approx(610, abs=150)
    assert whole.language("MNE")[whole.index("SRB")] == 1
    assert whole.language("SSD")[whole.index("EGY")] == whole.language("SDN")[whole.index("EGY")]
    assert any("great circle" in line and "MNE" in line for line in whole.imputations)


# who stands apart


def test_the_usual_places_hold_the_main_corridors_of_each_origin():
    chosen = load_world(("ECU",)).places
    assert {"ECU", "ESP", "USA", "CHL", "COL"} <= set(chosen)
    chosen = load_world(("ECU", "AFG")).places
    assert chosen[:2] == ("ECU", "AFG")
    assert {"ESP", "USA", "PAK", "IRN"} <= set(chosen)
    assert set(schema.ALWAYS_APART) <= set(chosen)
    assert 40 <= len(chosen) <= 80


def test_the_rest_of_the_world_is_what_does_not_stand_apart(whole):
    few = load_world(("SYR",), ("LBN", "JOR"))
    apart = few.facts.apart
    for indicator, weight in (("population", False), ("unemployment_rate", True)):
        people = {i: whole.observed("population", i, 2010) for i in whole.places[:-1]}
        known = {
            i: whole.observed(indicator, i, 2010) for i in set(people) - apart
            if whole.observed(indicator, i, 2010) is not None
        }  # fmt: skip
        expected = sum(v * (people[i] if weight else 1.0) for i, v in known.items())
        expected /= sum(people[i] for i in known) if weight else 1.0
        assert few.observed(indicator, "ROW", 2010) == pytest.approx(expected)
    assert few.value("gdp_current", "ROW", 2010) > few.value("gdp_current", "DEU", 2010)


def test_a_place_that_is_unknown_or_one_too_many_is_refused(folder):
    with pytest.raises(InputError, match="places, LBX: not in the world tables; expected"):
        load_world(("SYR",), ("LBX",))
    with pytest.raises(InputError, match="place LBN: part of ROW in this run"):
        load_world(("SYR",), ("JOR",)).index("LBN")
    islands = "".join(
        f"X{n:02d},Island,0,World,World,,,,,,0,0,2025,un_m49+unhcr+cepii_geo\n" for n in range(20)
    )
    edit(folder, "places", "ABW,Aruba", islands + "ABW,Aruba")
    with pytest.raises(InputError, match="places: 258 with the origins and ROW, expected at most"):
        load_world(("SYR",), EVERYWHERE, folder)


# corridors, prices, pay


def test_visas_before_the_reform(world):
    needed = world.visa_required("MDA", MAY_2014)
    assert not needed[[world.index(i) for i in ("MDA", "RUS", "UKR", "BLR", "KAZ", "TUR")]].any()
    assert needed[[world.index(i) for i in ("ITA", "ROU", "CHE", "GBR", "USA", "ROW")]].all()


def test_corridors_have_distance_and_ties(world):
    assert world.distance("MDA", "ROU") == pytest.approx(356.7)
    assert (np.delete(world.distances("MDA"), world.index("MDA")) > 0).all()
    assert world.language("MDA")[world.index("ROU")] == 1
    assert world.contiguous("MDA")[world.index("UKR")] == 1
    assert world.contiguous("MDA")[world.index("ITA")] == 0


def test_prices_are_the_corridors_own_where_there_is_one(world):
    price = world.remittance_price("MDA", 2013)
    assert price[world.index("RUS")] == pytest.approx(1.9625)
    assert price[world.index("ITA")] == pytest.approx(8.3843, abs=1e-3)
    assert ((price > 0) & (price < 25)).all()


def test_pay_is_in_euro_of_2015(world):
    product = world.observed("gdp_current", "DEU", 2015) / world.observed("population", "DEU", 2015)
    assert world.gdp_per_capita_eur2015("DEU", 2015) == pytest.approx(product * 0.9013)
    assert world.gdp_per_capita_eur2015("DEU", 2040) == world.gdp_per_capita_eur2015("DEU", 2023)
    for iso3 in world.places:
        assert 50 < world.gdp_per_capita_eur2015(iso3, 2008) < 150_000


def test_every_place_has_a_value_of_every_indicator_or_a_rule_that_says_so():
    fresh = load_world(("MDA",))
    before = len(fresh.imputations)
    assert fresh.observed("gdp_per_capita_ppp", "YEM", 2008) is None
    assert fresh.value("gdp_per_capita_ppp", "YEM", 2008) > 0
    assert len(fresh.imputations) == before + 1
    assert "median of the places of the region: gdp_per_capita_ppp, YEM" in fresh.imputations[0]


# targets


def test_targets_of_moldova_end_in_2015_and_name_a_known_source(world):
    targets = world.targets("MDA")
    series = {target.series for target in targets}
    assert {
        "stock",
        "valid_permits",
        "visas_applied",
        "visas_refused",
        "asylum_first_time",
        "found_illegally_present",
        "ordered_to_leave",
        "returned",
        "refused_entry",
        "immigration",
        "net_migration_wpp",
        "remittances_received_eur2015",
        "remittances_to_gdp_wdi",
        "remittances_to_gdp_nbs",
        "transfers_via_banks",
    } <= series
    assert {target.source for target in targets} <= set(world.sources)
    assert all(2005 <= target.year <= 2015 for target in targets)


def test_survey_of_labour_migrants(world):
    found = world.labour_migrants("MDA")
    assert found == {"EU27": 91500.0, "ITA": 58100.0, "RUS": 195500.0, "OTHER": 31200.0}


def test_displaced_and_refugees_of_another_origin(world):
    assert world.idps("SOM", 2012) == 1132963
    assert world.refugees("SOM", 2012)[world.index("KEN")] == 512069
    assert world.resettled("SOM", 2012)[world.index("USA")] == 5891


# provenance


def test_every_row_has_a_known_source_and_a_year(world):
    for table in schema.TABLES.values():
        for row in read(table):
            assert row["source"] in world.sources, table.file
            assert row["year"].isdecimal(), table.file


def test_every_source_has_a_licence_and_is_in_the_list_of_sources(world):
    text = (REPOSITORY / "DATA_SOURCES.md").read_text(encoding="utf-8")
    for source in world.sources.values():
        assert source.licence
        assert source.id in text


def test_nothing_of_unclear_licence_is_shipped(world):
    unclear = {"wic_v3_2023", "frontex_ibc_2025_06", "evd_hobolth_2013"}
    assert not unclear & set(world.sources)


INPUTS = {"places", "population", "corridors", "policy", "prices", "visa_rules", "routes"}


@pytest.mark.parametrize("name", sorted(set(schema.TABLES) - INPUTS))
def test_no_outcome_of_a_held_out_place_lies_after_its_last_year(name):
    for row in read(schema.TABLES[name]):
        if name == "indicators" and row["indicator"] not in schema.OUTCOME_INDICATORS:
            continue
        if row.get("measure", "").startswith(("private_employment", "legal_maximum_fee")):
            continue
        for column in ("iso3", "origin", "dest", "sender", "receiver"):
            last = schema.OUTCOMES_HELD_OUT_AFTER.get(row.get(column, ""), 9999)
            assert int(row["year"]) + int(row.get("years", 1)) - 1 <= last, row


def test_of_cape_verde_no_flow_and_one_stock_is_there():
    for row in read(schema.TABLES["flows"]):
        assert "CPV" not in (row["origin"], row["dest"])
    stocks = [r for r in read(schema.TABLES["stocks"]) if "CPV" in (r["origin"], r["dest"])]
    assert {row["year"] for row in stocks} == {"2005"}


def test_the_tables_are_small():
    sizes = [path.stat().st_size for path in DATA_FOLDER.iterdir()]
    assert max(sizes) < 1_900_000
    assert sum(sizes) < 7_000_000


def test_the_digest_follows_the_tables(folder):
    before = load_world(("MDA",), folder=folder).digest()
    assert before == load_world(("MDA",)).digest()
    edit(folder, "stocks", "MDA,AUS,1990,285", "MDA,AUS,1990,286")
    assert load_world(("MDA",), folder=folder).digest() != before


# refusals


def test_a_missing_table_is_refused(folder):
    (folder / "stocks.csv.gz").unlink()
    assert refusal(folder).startswith("stocks.csv.gz: no such table")


def test_a_missing_folder_is_refused(tmp_path):
    assert "no such folder" in refusal(tmp_path / "nowhere")


def test_a_number_that_is_none_is_refused(folder):
    edit(folder, "stocks", "MDA,AUS,1990,285", "MDA,AUS,1990,many")
    assert (
        refusal(folder) == "stocks.csv.gz, part MDA, row 2, column value: 'many', expected a number"
    )


def test_nan_and_negative_numbers_are_refused(folder):
    edit(folder, "stocks", "MDA,AUS,1990,285", "MDA,AUS,1990,nan")
    assert "column value: 'nan', expected a finite number" in refusal(folder)
    edit(folder, "stocks", "MDA,AUS,1990,nan", "MDA,AUS,1990,-5")
    assert "column value: '-5', expected a number of at least 0" in refusal(folder)


def test_an_unknown_place_is_refused_with_a_near_one(folder):
    edit(folder, "stocks", "MDA,AUS,1990", "MDA,AUSS,1990")
    assert "column dest: 'AUSS', expected a known place code, such as AUS" in refusal(folder)


def test_an_unknown_source_is_refused(folder):
    row = next(r for r in read(schema.TABLES["permits"], folder) if r["origin"] == "MDA")
    old = ",".join(row.values())
    edit(folder, "permits", old, old.replace(row["source"], "hearsay"))
    assert "column source: 'hearsay', expected a source id" in refusal(folder)


def test_a_column_that_is_gone_is_refused(folder):
    edit(folder, "stocks", "value_female", "women")
    assert "missing: value_female" in refusal(folder)


def test_a_row_cut_short_is_refused(folder):
    edit(folder, "stocks", "MDA,AUS,1990,285,142,persons,undesa_ims2024", "MDA,AUS,1990")
    assert "stocks.csv.gz, part MDA, row 2: 3 columns, expected 7" in refusal(folder)


def test_lost_and_repeated_rows_are_refused(folder):
    row = "MDA,AUS,1990,285,142,persons,undesa_ims2024\n"
    edit(folder, "stocks", row, "", recount=False)
    assert "by manifest.csv" in refusal(folder)
    edit(folder, "stocks", "MDA,AUS,1995", row + row + "MDA,AUS,1995")
    assert "a second row for" in refusal(folder)


def test_a_damaged_archive_is_refused(folder):
    path = folder / "indicators.csv.gz"
    path.write_bytes(path.read_bytes()[:1000])
    assert refusal(folder).startswith("indicators.csv.gz: damaged or unreadable file")


@pytest.mark.parametrize("origins", [(), ("MDA", "MDA"), ("MDX",), ("XKX",), ("ROW",)])
def test_wrong_origins_are_refused(origins):
    with pytest.raises(InputError, match="origin"):
        load_world(origins)


def test_wrong_questions_are_refused(world):
    with pytest.raises(InputError, match="expected one of gdp_current"):
        world.value("gdp_curent", "MDA", 2008)
    with pytest.raises(InputError, match="not in the world tables"):
        world.index("XYZ")
    with pytest.raises(InputError, match="not among the origins"):
        world.stock("FRA", 2008)
    with pytest.raises(InputError, match="valid_permits"):
        world.measured("valid_permit", "MDA", 2008)
