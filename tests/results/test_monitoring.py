"""Migration profiles and the biennial report: numbers, goals, editions, files, refusals."""

import csv
import json
import re

import numpy as np
import pytest
import xarray as xr
from scipy.stats import t as student

from sim.levers.registry import standard_registry
from sim.monitor import main
from sim.results.monitoring.deliveries import DELIVERIES
from sim.results.monitoring.indicators import BY_ID, INDICATORS, THEMES
from sim.results.monitoring.texts import GAPS
from sim.results.outcomes import BY_NAME
from sim.results.report import ParameterRow, ReportContext
from sim.results.writing import write_netcdf

PAGES = {"gamm_report.html", "migration_profile_MDA.html"}
TABLES = {"gamm_report.csv", "migration_profile_MDA.csv"}
FRAME = [
    {"date": "2009-01", "policy": policy, "lever": "return_policy", "value": 2.0,
     "label": "Return policy: effort", "unit": "1", "neutral": 1.0, "pillar": 2,
     "source": "a_source"}
    for policy in ("baseline", "reform")
] + [
    {"date": "2010-07", "policy": "reform", "lever": "resettlement", "label": "Resettlement places",
     "value": 500.0, "unit": "year-1", "neutral": 0.0, "pillar": 3, "source": "a_source"}
]  # fmt: skip
INFO = {"scenario": "mp_moldova", "seed": 1, "replicates": 3, "persons_per_agent": 1,
        "frame": FRAME, "calendar": FRAME[2:], "hashes": {"data": "ab12"},
        "goals": {"remittance_price": {"target": 50, "by": 2030, "source": "A treaty"}},
        }  # fmt: skip
CONTEXT = ReportContext(
    title="Made-up reform",
    question="What does it change?",
    parameters=(ParameterRow("departure.rate", "Departure", "0.03", "year-1", "assumed"),),
    imputations=(f"nearest year held: wages, {' '.join(['ABC'] * 80)}",),
    attributions=("A source, CC BY 4.0",),
    command="python -m sim +scenario=mp_moldova seed=1",
)


def write(folder, dataset):
    """What monitoring reads of a run's folder."""
    write_netcdf(dataset, folder / "results.nc")
    stored = {**INFO, "report": CONTEXT.to_json()}
    (folder / "run.json").write_text(json.dumps(stored), encoding="utf-8")


def left_by(folder, dataset, *arguments):
    """The monitoring folder of a run that holds `dataset`."""
    if not folder.exists():
        write(folder, dataset)
    assert main([str(folder), *arguments]) == 0
    return folder / "monitoring"


def rows_of(file):
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def pick(rows, indicator, world, last_year):
    """The one row of an indicator, world and period."""
    (row,) = [
        row
        for row in rows
        if (row["indicator"], row["world"], row["last_year"]) == (indicator, world, str(last_year))
    ]
    return row


@pytest.fixture(scope="module")
def run(dataset, tmp_path_factory):
    """The folder of a made-up run of four years, monitored."""
    folder = tmp_path_factory.mktemp("outputs") / "run"
    left_by(folder, dataset)
    return folder


@pytest.fixture(scope="module")
def coarse(dataset, tmp_path_factory):
    """The same, each simulated person standing for a thousand."""
    folder = tmp_path_factory.mktemp("outputs") / "coarse"
    return left_by(folder, dataset.assign_attrs(persons_per_agent=1000))


@pytest.fixture(scope="module")
def profile(run):
    return rows_of(run / "monitoring" / "migration_profile_MDA.csv")


@pytest.fixture(scope="module")
def report(run):
    return rows_of(run / "monitoring" / "gamm_report.csv")


def test_both_editions_lie_apart_and_nothing_else_is_touched(dataset, tmp_path):
    folder = tmp_path / "run"
    write(folder, dataset)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    public = left_by(folder, dataset)
    files = PAGES | TABLES | {"schema.json", "index.html"}
    assert {path.name for path in public.iterdir()} == files | {"internal"}
    assert {path.name for path in (public / "internal").iterdir()} == files
    assert {p: p.read_bytes() for p in folder.iterdir() if p.is_file()} == before


def test_one_edition_and_one_output_can_be_asked_for(dataset, tmp_path):
    public = left_by(tmp_path / "run", dataset, "--edition", "public", "--gamm")
    assert {p.name for p in public.iterdir()} == {"gamm_report.html", "gamm_report.csv",
                                                  "schema.json", "index.html"}  # fmt: skip
    left_by(tmp_path / "run", dataset, "--edition", "internal", "--profile")
    assert {p.name for p in (public / "internal").iterdir()} == {
        "migration_profile_MDA.html", "migration_profile_MDA.csv", "schema.json", "index.html"
    }  # fmt: skip


def test_the_same_result_gives_the_same_bytes(run, dataset):
    files = sorted((run / "monitoring").rglob("*.*"))
    before = [file.read_bytes() for file in files]
    left_by(run, dataset)
    assert [file.read_bytes() for file in files] == before


def yearly(dataset, kind, year):
    """By hand: (policy, replicate) of what a year holds of some variables of one origin."""
    months = slice(f"{year}-01", f"{year}-12")
    place = dataset["origin"].values[0]
    return {
        "flow": lambda: dataset["visits"].sel(time=months).sum(("time", "origin", "place")),
        "stock": lambda: dataset["irregular_stock"].sel(time=f"{year}-12").sum(
            ("time", "origin", "place")
        ),
        "level": lambda: 100 * dataset["poverty_headcount"].sel(time=months).mean(
            ("time", "origin")
        ),
        "ratio": lambda: 100
        * dataset["remittance_fees"].sel(time=months).sum(("time", "origin", "place"))
        / dataset["remittances_sent"].sel(time=months).sum(("time", "origin", "place")),
        "home": lambda: dataset["persons"].sel(time=f"{year}-12", place=place).sum(
            ("time", "origin", "status")
        ),
        "skilled": lambda: dataset["wage"].sel(time=months, skill="high").mean(("time", "origin")),
    }[kind]().values  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "indicator"),
    [("flow", "visits"), ("stock", "irregular_stock"), ("level", "poverty"),
     ("ratio", "remittance_price"), ("home", "residents"), ("skilled", "wage_by_skill.high")],
)  # fmt: skip
def test_a_number_of_the_profile_is_what_the_result_holds(dataset, profile, kind, indicator):
    by_hand = yearly(dataset, kind, 2010)
    reach = student.ppf(0.95, 2) * by_hand.std(axis=1, ddof=1) / np.sqrt(3)
    for world, name in enumerate(("baseline", "reform")):
        row = pick(profile, indicator, name, 2010)
        mean = by_hand[world].mean()
        assert float(row["value"]) == pytest.approx(mean, rel=1e-8)
        assert float(row["low"]) == pytest.approx(mean - reach[world], rel=1e-6)
        assert float(row["high"]) == pytest.approx(mean + reach[world], rel=1e-6)


def test_effects_and_changes_pair_the_replicates(dataset, profile):
    visits = np.stack([yearly(dataset, "flow", year) for year in (2008, 2009, 2010)])
    effect = pick(profile, "visits", "effect", 2010)
    pairs = visits[2, 1] - visits[2, 0]
    reach = student.ppf(0.95, 2) * pairs.std(ddof=1) / np.sqrt(3)
    assert float(effect["value"]) == pytest.approx(pairs.mean())
    assert float(effect["low"]) == pytest.approx(pairs.mean() - reach)
    reform = pick(profile, "visits", "reform", 2010)
    assert float(reform["change"]) == pytest.approx((visits[2, 1] - visits[1, 1]).mean())
    assert float(reform["since_start"]) == pytest.approx((visits[2, 1] - visits[0, 1]).mean())


def test_periods_of_the_report_end_before_june_of_odd_years(report):
    periods = {(int(row["first_year"]), int(row["last_year"])) for row in report}
    assert periods == {(2008, 2008), (2009, 2010), (2011, 2011)}


def test_a_flow_of_two_years_is_given_for_one(report, profile):
    two = pick(report, "visits", "reform", 2010)
    single = [float(pick(profile, "visits", "reform", year)["value"]) for year in (2009, 2010)]
    assert float(two["value"]) == pytest.approx(sum(single) / 2)


def test_every_period_has_the_same_indicators(report, profile):
    for rows in (report, profile):
        by_period = {}
        for row in rows:
            by_period.setdefault(row["last_year"], set()).add((row["indicator"], row["world"]))
        assert len({frozenset(found) for found in by_period.values()}) == 1


def test_all_four_pillars_are_reported(report):
    assert {row["pillar"] for row in report if "." not in row["indicator"]} == set("01234")


def test_verdicts_follow_interval_and_wanted_direction(report):
    judged = [row for row in report if row["world"] == "effect" and row["wanted"] in ("1", "-1")]
    seen = set()
    for row in (row for row in judged if row["value"] and not row["note"]):
        low, high = float(row["low"]), float(row["high"])
        good = (low if row["wanted"] == "1" else -high) > 0
        expected = ("no clear change" if low <= 0 <= high else
                    "as wanted" if good else "against the goal")  # fmt: skip
        assert row["verdict"] == expected, row["indicator"]
        seen.add(expected)
    assert len(seen) == 3


def test_a_reform_that_changes_nothing_serves_no_goal(make_dataset, tmp_path):
    folder = left_by(tmp_path / "run", make_dataset(neutral=True), "--gamm")
    effects = [row for row in rows_of(folder / "gamm_report.csv") if row["world"] == "effect"]
    assert {row["value"] for row in effects} <= {"0", ""}
    told = {"no clear change", "not judged", "not computed", "not shown"}
    assert {row["verdict"] for row in effects} <= told


def test_one_replicate_is_not_judged(make_dataset, tmp_path):
    folder = left_by(tmp_path / "run", make_dataset(replicates=1))
    row = pick(rows_of(folder / "gamm_report.csv"), "visits", "effect", 2010)
    assert (row["low"], row["high"], row["verdict"]) == ("", "", "one replicate: no judgement")
    assert "±" not in (folder / "migration_profile_MDA.html").read_text().split("glance", 2)[2]


def test_a_target_of_the_scenario_is_held_against_the_level(run, report):
    row = pick(report, "remittance_price", "reform", 2011)
    assert (row["target"], row["target_reached"]) == ("50", "met")
    text = (run / "monitoring" / "gamm_report.html").read_text(encoding="utf-8")
    assert "at most 50 % by 2030: <strong>met, not yet due" in text
    assert "A treaty" in text


def test_nominal_settings_stand_beside_what_was_delivered(run, dataset, report):
    row = pick(report, "delivery.resettlement", "reform", 2010)
    assert float(row["nominal"]) == pytest.approx(500 * 6 / 24)
    assert float(row["value"]) == 0.0
    assert pick(report, "delivery.resettlement", "baseline", 2010)["nominal"] == ""
    text = (run / "monitoring" / "gamm_report.html").read_text(encoding="utf-8")
    assert "−500 number a year" in text


def test_the_frame_tells_levers_by_date_and_world(run):
    text = (run / "monitoring" / "migration_profile_MDA.html").read_text(encoding="utf-8")
    rows = re.findall(r"<tr>(?:(?!</tr>).)*(?:Return policy|Resettlement places).*?</tr>", text)
    for row, told in zip(
        rows,
        (("January 2009", "2 times the usual", "both worlds"),
         ("July 2010", "500\u00a0a year", "reform")),
        strict=True,
    ):  # fmt: skip
        assert all(words in row for words in told)


def hidden_counts(dataset, variable, year):
    """By hand: whether a yearly flow rests on some, but fewer than ten thousand cases."""
    cases = dataset[variable].sel(time=slice(f"{year}-01", f"{year}-12"))
    mean = cases.sum([d for d in cases.dims if d not in ("policy", "replicate")]).mean("replicate")
    return ((mean > 0) & (mean < 10_000)).values


@pytest.mark.parametrize("indicator", ["trafficked", "visits", "asylum_applications", "exploited"])
def test_the_public_edition_keeps_back_cells_of_few(dataset, coarse, indicator):
    public = rows_of(coarse / "migration_profile_MDA.csv")
    internal = rows_of(coarse / "internal" / "migration_profile_MDA.csv")
    for year in (2008, 2010):
        few = hidden_counts(dataset, indicator, year)
        for world, hidden in zip(("baseline", "reform", "effect"), (*few, few.any()), strict=True):
            row = pick(public, indicator, world, year)
            assert (row["note"] == "suppressed") == hidden
            assert (row["value"] == "" and row["low"] == "" and row["high"] == "") == hidden
            assert pick(internal, indicator, world, year)["value"] != ""
    assert not any(row["note"] == "suppressed" for row in internal)


def test_no_hidden_part_follows_from_the_total_and_the_others(coarse):
    public = rows_of(coarse / "migration_profile_MDA.csv")
    found = 0
    for split in ("returns_by_kind", "arrivals_by_channel", "emigrants_by_place"):
        cells = {}
        for row in public:
            if row["indicator"].startswith(f"{split}.") and row["world"] != "effect":
                cells.setdefault((row["world"], row["last_year"]), []).append(row)
        for rows in cells.values():
            hidden = sum(row["note"] == "suppressed" for row in rows)
            others = [row for row in rows if row["value"] not in ("", "0")]
            assert hidden != 1 or not others
            found += hidden
    assert found


def test_the_public_edition_holds_no_replicate_and_no_internal_section(run, profile):
    assert {row["by_replicate"] for row in profile} == {""}
    internal = rows_of(run / "monitoring" / "internal" / "migration_profile_MDA.csv")
    row = pick(internal, "visits", "reform", 2010)
    each = [float(x) for x in row["by_replicate"].split()]
    assert np.mean(each) == pytest.approx(float(row["value"]))
    for page in PAGES:
        public = (run / "monitoring" / page).read_text(encoding="utf-8")
        inside = (run / "monitoring" / "internal" / page).read_text(encoding="utf-8")
        for said in ("departure.rate", "Contact points, by role", "ab12"):
            assert said not in public
            assert said in inside


@pytest.mark.parametrize("page", sorted(PAGES))
def test_pages_fetch_nothing_and_say_what_they_must(run, page):
    text = (run / "monitoring" / page).read_text(encoding="utf-8")
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)
    assert "<script" not in text
    assert "@import" not in text
    for said in ("forecast" if "profile" in page else "does not predict arrivals",
                 "EUR of 2015", "nearest year held", "CC BY 4.0", "more</li>",
                 "python -m sim +scenario=mp_moldova seed=1", "python -m sim.monitor RUN_FOLDER",
                 "fewer than 10 simulated persons"):  # fmt: skip
        assert said in text


def test_the_schema_explains_every_column_and_indicator(run, profile, report):
    schema = json.loads((run / "monitoring" / "schema.json").read_text(encoding="utf-8"))
    assert [column["name"] for column in schema["columns"]] == list(profile[0]) == list(report[0])
    known = {entry["id"] for entry in schema["indicators"]}
    for row in (*profile, *report):
        stem = row["indicator"].rpartition(".")[0]
        assert row["indicator"] in known or stem in known
        assert row["schema"] == schema["schema"]


def test_indicators_name_outcomes_that_exist_and_ids_are_unique():
    assert len(BY_ID) == len(INDICATORS)
    parts = [part for i in INDICATORS for part in (*i.value, *i.over, *i.base)]
    assert {part.variable for part in parts} <= {*BY_NAME, "abroad"}


def test_deliveries_name_levers_that_exist_and_gaps_name_themes():
    assert {delivery.lever for delivery in DELIVERIES} <= set(standard_registry())
    assert set(GAPS) == set(THEMES) == {indicator.theme for indicator in INDICATORS}


def test_each_of_several_origins_has_a_profile_and_the_report_adds_them_up(dataset, tmp_path):
    other = dataset.assign_coords(origin=["UKR"])
    both = xr.concat([dataset, other], "origin", data_vars="all").transpose(
        "policy", "replicate", "time", "origin", ...
    )
    both = both.drop_vars("persons_at_start").assign(persons_at_start=dataset["persons_at_start"])
    folder = left_by(tmp_path / "run", both.sel(origin=["MDA", "UKR"]))
    one = rows_of(folder / "migration_profile_UKR.csv")
    assert (folder / "migration_profile_MDA.html").is_file()
    together = pick(rows_of(folder / "gamm_report.csv"), "visits", "reform", 2008)
    alone = pick(one, "visits", "reform", 2008)
    assert (together["origin"], alone["origin"]) == ("MDA+UKR", "UKR")
    assert float(together["value"]) == pytest.approx(2 * float(alone["value"]))
    assert pick(one, "residents", "reform", 2008)["value"] == "0"


def refusal(capsys, *arguments):
    """Exit code and message of a command that refuses."""
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as left:
        code = left.code
    return code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("make", "arguments", "said"),
    [
        (lambda folder: None, (), "no such folder"),
        (lambda folder: folder.mkdir(), (), "no results.nc in it"),
        (lambda folder: broken(folder, b"{}"), (), "not a readable result"),
        (lambda folder: broken(folder, b"{"), (), "not readable as JSON"),
        (lambda folder: foreign(folder), (), "no result of this program, has no policy"),
        (lambda folder: None, ("--edition", "secret"), "'secret'"),
        (lambda folder: None, ("--gamm", "--profile"), "not allowed with"),
    ],
)
def test_what_is_no_result_is_refused_in_one_line(capsys, tmp_path, make, arguments, said):
    folder = tmp_path / "run"
    make(folder)
    code, message = refusal(capsys, folder, *arguments)
    assert code == 2
    assert said in message
    assert message.count("\n") == 1
    assert not (folder / "monitoring").exists()


def broken(folder, run_info):
    folder.mkdir()
    (folder / "results.nc").write_bytes(b"not netCDF")
    (folder / "run.json").write_bytes(run_info)


def foreign(folder):
    folder.mkdir()
    times = np.array(["2008-01"], "datetime64[ns]")
    xr.Dataset({"x": ("time", [1.0])}, {"time": times}).to_netcdf(folder / "results.nc")
    (folder / "run.json").write_text("{}")


def test_a_result_without_a_whole_year_is_refused(capsys, make_dataset, tmp_path):
    write(tmp_path / "run", make_dataset(months=11))
    code, message = refusal(capsys, tmp_path / "run")
    assert (code, message.count("\n")) == (2, 1)
    assert "no whole calendar year" in message


def test_a_refusal_leaves_older_pages_alone(capsys, dataset, tmp_path):
    folder = left_by(tmp_path / "run", dataset, "--gamm")
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    (tmp_path / "run" / "results.nc").write_bytes(b"damaged")
    assert refusal(capsys, tmp_path / "run")[0] == 2
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before


def test_a_caption_is_not_cut_within_a_number(run):
    page = (run / "monitoring" / "internal" / "migration_profile_MDA.html").read_text()
    assert "Exploited per 1,000 movers, by group" in page
    assert "per 1, by" not in page
