"""Free movement by treaty: who may live and work where, from when on."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.model.migration_model import MigrationModel
from sim.model.settings import month_index
from sim.model.simulation import run_policy
from sim.params.parameters import load_parameters
from sim.vocabulary import Channel
from sim.world.archive import Archive
from sim.world.tables import DATA_FOLDER, load_world
from sim.world.treaties import free_by_treaty, read_treaties
from tests.helpers import run, settings_of

WHOLE = "pact:\n  title: A pact\n  publisher: Two states\n  read: yes\n  members: {MLI: 1986-07}\n"


def test_treaties_hold_from_their_dates_and_until_a_state_leaves():
    assert {"CIV", "NGA", "SEN"} <= free_by_treaty("BFA", month_index(2008))
    assert not {"BFA", "MRT", "TCD", "LBY"} & free_by_treaty("BFA", month_index(2008))
    assert free_by_treaty("MRT", month_index(2008)) == set()
    assert "SEN" in free_by_treaty("MRT", month_index(1995))
    assert "ARG" not in free_by_treaty("BOL", month_index(2009, 6))
    assert "ARG" in free_by_treaty("BOL", month_index(2009, 7))
    assert free_by_treaty("KGZ", month_index(2015, 1)) == set()
    assert free_by_treaty("KGZ", month_index(2016)) == {"ARM", "BLR", "KAZ", "RUS"}
    assert free_by_treaty("NPL", month_index(2010)) == {"IND"}


def test_a_treaty_may_open_states_to_members_who_are_not_open_themselves():
    assert free_by_treaty("MDA", month_index(2008)) == {"RUS", "UKR", "BLR", "KAZ"}
    assert "MDA" not in free_by_treaty("RUS", month_index(2020))


def test_every_state_of_a_treaty_is_a_place_and_every_treaty_has_a_source():
    places = Archive(DATA_FOLDER).places
    for treaty in read_treaties():
        assert {*treaty.members, *treaty.hosts} <= places
        assert treaty.title
        assert treaty.publisher


def test_citizens_move_to_a_neighbour_as_soon_as_a_treaty_holds():
    """Kyrgyzstan joins in August 2015, Russia is open from the next January on."""
    world = load_world(("KGZ",))
    settings = settings_of("KGZ", months=48, start=month_index(2014), persons_per_agent=500)
    arrived = run_policy(settings, world, load_parameters(), {}).data["arrivals"]
    free = arrived[:, 0, world.index("RUS"), Channel.FREE_MOVEMENT]
    assert not free[:24].any()
    assert free[24:].any()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WHOLE.replace("  publisher: Two states\n", ""), "publisher is missing"),
        (WHOLE.replace("1986-07", "soon"), "MLI is 'soon', must be 1986-07 or 1986-07/2000-12"),
        (WHOLE.replace("members: {MLI: 1986-07}", "members: []"), "members must be a mapping"),
        (WHOLE + "  until: 2000\n", "unknown key 'until'"),
    ],
)
def test_a_treaty_that_is_not_whole_is_refused(tmp_path, text, said):
    file = tmp_path / "free_movement.yaml"
    file.write_text(text)
    with pytest.raises(InputError, match="pact") as error:
        read_treaties(file)
    assert said in str(error.value)


def test_residents_by_broad_age_grow_old_in_the_union():
    world = load_world(("MDA",))
    working, old = world.residents_by_age("DEU", 2010)
    assert 0.3 < old / working < 0.4  # 34 in Eurostat's tables
    assert 45e6 < working < 52e6
    assert world.residents_by_age("DEU", 2012)[1] > old
    assert world.residents_by_age("DEU", 2040) == world.residents_by_age("DEU", 2035)
    assert world.residents_by_age("ROW", 2010) == (0.0, 0.0)


def test_migrants_make_the_union_a_little_younger():
    data = run({}, months=24).data
    with_them, without = data["old_age_dependency"], data["old_age_dependency_without"]
    assert (with_them < without).all()
    assert (with_them > 0.99 * without).all()
    assert without[23, 0] > without[0, 0]


def test_places_for_workers_may_follow_ageing():
    """From the second year on; before anybody has acted upon it, a chance is places over asked."""
    world, chances = load_world(("MDA",)), []
    for elasticity in (0.0, 2.0):
        parameters = load_parameters().replace({"permit.ageing": elasticity})
        model = MigrationModel(settings_of(persons_per_agent=200), world, parameters, {})
        for _ in range(13):
            model.step()
        chances.append(model.sides[0].terms.places["chance"][:, Channel.LABOUR].copy())
    years = [np.array([world.residents_by_age(i, y) for i in world.places]) for y in (2008, 2009)]
    before, after = (old / np.maximum(working, 1.0) for working, old in (y.T for y in years))
    rationed = (chances[0] > 0.0) & (chances[0] < 0.7) & (before > 0.0)
    assert rationed.sum() > 3
    ratio = after[rationed] / before[rationed]
    assert chances[1][rationed] == pytest.approx(chances[0][rationed] * ratio**2)
    assert (ratio != 1.0).all()


def test_the_rise_of_the_internally_displaced_counts_where_asked_for():
    world = load_world(("BFA",))
    settings = settings_of("BFA", start=month_index(2019), months=12, persons_per_agent=500)
    parameters = load_parameters().replace({"protection.observed": 1.0})
    few, many = (
        run_policy(
            settings, world, parameters.replace({"protection.observed_idps": weight}), {}
        ).data
        for weight in (0.0, 1.0)
    )
    rise = world.idps("BFA", 2019) - world.idps("BFA", 2018)
    assert few["displacements"].sum() < 0.02 * rise
    assert many["displacements"].sum() == pytest.approx(rise, rel=0.15)
    crossed = many["arrivals"][:, 0, :, Channel.REGIONAL_REFUGE].sum()
    assert crossed < 0.1 * many["displacements"].sum()


def test_refugees_go_to_where_those_of_the_year_were():
    """From Mali hardly anybody had fled by 2011; then nearly all to three neighbours."""
    world = load_world(("MLI",), ("MRT", "NER", "BFA"))
    settings = settings_of("MLI", start=month_index(2011), months=24, persons_per_agent=500)
    parameters = load_parameters().replace({"protection.observed": 1.0})
    arrived = run_policy(settings, world, parameters, {}).data["arrivals"]
    fled = arrived[12:, 0, :, Channel.REGIONAL_REFUGE].sum(axis=0)
    near = [fled[world.index(iso3)] for iso3 in ("MRT", "NER", "BFA")]
    assert min(near) > 0
    assert near[0] > near[2]
    assert sum(near) > 0.99 * fled.sum()
