"""The compiled tables: margins, provenance, hold-out, refusals, speed."""

import csv
import gzip
import io
import shutil
from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.world import schema
from sim.world.impute import single_ages
from sim.world.tables import DATA_FOLDER, World, load_world

JANUARY_2008 = 2008 * 12
MAY_2014 = 2014 * 12 + 4
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(("MDA", "SOM"))


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
        load_world(("MDA",), folder)
    text = str(caught.value)
    assert "\n" not in text
    return text


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


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


@pytest.mark.parametrize("origin", schema.ORIGINS)
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


@pytest.mark.parametrize("origin", schema.ORIGINS)
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


def test_no_outcome_of_a_held_out_origin_lies_after_its_last_year():
    inputs = {"places", "population", "corridors", "policy", "prices", "visa_rules", "routes"}
    for name, table in schema.TABLES.items():
        if name in inputs:
            continue
        for row in read(table):
            if name == "indicators" and row["indicator"] not in schema.OUTCOME_INDICATORS:
                continue
            if row.get("measure", "").startswith(("private_employment", "legal_maximum_fee")):
                continue
            for column in ("iso3", "origin", "dest", "receiver"):
                last = schema.OUTCOMES_HELD_OUT_AFTER.get(row.get(column, ""), 9999)
                assert int(row["year"]) <= last, (table.file, row)


def test_the_tables_are_small():
    assert sum(path.stat().st_size for path in DATA_FOLDER.iterdir()) < 1_500_000


def test_the_digest_follows_the_tables(folder):
    before = load_world(("MDA",), folder).digest()
    assert before == load_world(("MDA",)).digest()
    edit(folder / "stocks.csv", "MDA,AUS,1990,285", "MDA,AUS,1990,286")
    assert load_world(("MDA",), folder).digest() != before


# refusals


def test_a_missing_table_is_refused(folder):
    (folder / "stocks.csv").unlink()
    assert refusal(folder).startswith("stocks.csv: no such table")


def test_a_missing_folder_is_refused(tmp_path):
    assert "no such folder" in refusal(tmp_path / "nowhere")


def test_a_number_that_is_none_is_refused(folder):
    edit(folder / "stocks.csv", "MDA,AUS,1990,285", "MDA,AUS,1990,many")
    assert refusal(folder) == "stocks.csv, row 2, column value: 'many', expected a number"


def test_nan_and_negative_numbers_are_refused(folder):
    edit(folder / "stocks.csv", "MDA,AUS,1990,285", "MDA,AUS,1990,nan")
    assert "column value: 'nan', expected a finite number" in refusal(folder)
    edit(folder / "stocks.csv", "MDA,AUS,1990,nan", "MDA,AUS,1990,-5")
    assert "column value: '-5', expected a number of at least 0" in refusal(folder)


def test_an_unknown_place_is_refused_with_a_near_one(folder):
    edit(folder / "stocks.csv", "MDA,AUS,1990", "MDA,AUSS,1990")
    assert "column dest: 'AUSS', expected a known place code, such as AUS" in refusal(folder)


def test_an_unknown_source_is_refused(folder):
    edit(folder / "permits.csv", "eurostat_migr_resvalid", "hearsay")
    assert "column source: 'hearsay', expected a source id" in refusal(folder)


def test_a_column_that_is_gone_is_refused(folder):
    edit(folder / "stocks.csv", "value_female", "women")
    assert "missing: value_female" in refusal(folder)


def test_a_row_cut_short_is_refused(folder):
    edit(folder / "stocks.csv", "MDA,AUS,1990,285,142,persons,undesa_ims2024", "MDA,AUS,1990")
    assert "stocks.csv, row 2: 3 columns, expected 7" in refusal(folder)


def test_lost_and_repeated_rows_are_refused(folder):
    path = folder / "stocks.csv"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:-1]))
    assert "by manifest.csv" in refusal(folder)
    path.write_text("".join([*lines[:-1], lines[-2]]))
    assert "a second row for" in refusal(folder)


def test_a_damaged_archive_is_refused(folder):
    path = folder / "indicators.csv.gz"
    path.write_bytes(path.read_bytes()[:1000])
    assert refusal(folder).startswith("indicators.csv.gz: damaged or unreadable file")


@pytest.mark.parametrize("origins", [(), ("MDA", "MDA"), ("MDX",), ("FRA",)])
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
