"""What the machine proposes stands before the clerk, and nothing of it happens until the clerk says so."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.jobs import run_jobs_twice
from banshi.kernel.testing.people import World
from banshi.services.requests import commands, tasks
from banshi.services.requests.commands.learning import retrain
from banshi.services.requests.models import Request, Suggestion
from banshi.services.requests.queries.learning import model_path
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.rules.submission import Urgency
from banshi.services.requests.tests.desk.conftest import At
from banshi.services.requests.tests.history import imported
from banshi.services.requests.tests.way import Way, brought

pytestmark = pytest.mark.django_db

TEXT = "向阳小区旁边的小学没有校车，老师让学生走路，课本也不够，学校边上燃气泄漏，有爆炸的危险，请马上来人！"


@pytest.fixture
def learned(world: World) -> None:
    """The machine has learned from the history of this county."""
    imported(world, 30)
    retrain(world.ctx("system"), least=60, folds=2)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("learned") / "triage"


@pytest.fixture
def trained(kept: Path, request: pytest.FixtureRequest) -> None:
    """There is a model as `learned` left it, whose history is not needed any more."""
    if not kept.exists():
        request.getfixturevalue("learned")
        shutil.copytree(model_path().parent, kept)
    else:
        shutil.copytree(kept, model_path().parent)


@pytest.fixture
def looked_at(world: World, trained: None, at: At) -> Way:
    """Bao has told of the same before; the machine has looked at both."""
    for who in ("bao", "alice"):
        way = brought(world, who, text=TEXT, place="")
        tasks.look_at_new.enqueue()
        run_jobs_twice()
    return way


def proposed(way: Way) -> dict[str, Suggestion]:
    """The surest proposal for each field."""
    rows = Suggestion.objects.filter(request=way.row).order_by("confidence")
    return {each.field: each for each in rows}


def filled_in(at: At, way: Way, **other: Any) -> dict[str, Any]:
    """What the form sends when its one button is pressed at once."""
    page = at("clerk").get("desk_act", way.number, "triage")
    form = page.context["form"]
    return {name: form.initial.get(name) for name in form.fields} | other


class TestTheMachine:
    def test_proposes_class_urgency_place_and_earlier_matters_with_what_they_rest_on(self, looked_at: Way) -> None:
        found = proposed(looked_at)
        assert found["category"].value == "14"
        assert found["place"].value == "向阳小区"
        assert int(found["urgency"].value) > Urgency.NORMAL
        assert "duplicate" in found
        assert all(each.basis for each in found.values())

    def test_applies_nothing_by_itself(self, looked_at: Way) -> None:
        row = looked_at.row
        assert (row.category, row.place, row.urgency, row.stage, row.version) == ("", "", 0, Stage.RECEIVED, 1)
        assert Request.objects.filter(stage=Stage.MERGED).count() == 0
        assert set(Suggestion.objects.values_list("decision", flat=True)) == {""}


class TestTheForm:
    @pytest.mark.parametrize("page", ["case", "act"])
    def test_shows_each_proposal_with_its_confidence_and_its_reasons(self, looked_at: Way, at: At, page: str) -> None:
        args = (looked_at.number,) if page == "case" else (looked_at.number, "triage")
        text = at("clerk").page(f"desk_{page}", *args)
        listed = text.split("desk-proposals")[1].split("</ul>")[0]
        for each in proposed(looked_at).values():
            assert f"{each.confidence * 100:.0f}%" in listed
            assert each.basis[0] in listed
        assert "教育文体" in listed
        assert "向阳小区" in listed
        assert proposed(looked_at)["duplicate"].value in listed

    def test_confirms_them_all_with_one_press(self, looked_at: Way, at: At) -> None:
        said = filled_in(at, looked_at)
        assert at("clerk").does(looked_at.number, "triage", **said).status_code == 302
        found = proposed(looked_at)
        row = looked_at.row
        assert (row.stage, row.category, row.place) == (Stage.TRIAGED, "14", "向阳小区")
        assert str(row.urgency) == found["urgency"].value
        assert {found[name].decision for name in ("category", "place", "urgency")} == {"confirmed"}

    def test_a_leaf_below_what_was_proposed_confirms_it_and_the_less_sure_ones_are_passed_over(
        self, looked_at: Way, at: At
    ) -> None:
        at("clerk").does(looked_at.number, "triage", **filled_in(at, looked_at, category="140101"))
        found = Suggestion.objects.filter(request=looked_at.row, field="category").order_by("-confidence")
        assert [each.decision for each in found] == ["confirmed", "passed", "passed"]

    def test_another_class_corrects_it(self, looked_at: Way, at: At) -> None:
        at("clerk").does(looked_at.number, "triage", **filled_in(at, looked_at, category="101203"))
        found = Suggestion.objects.filter(request=looked_at.row, field="category")
        assert {(each.decision, each.decided_value) for each in found} == {("corrected", "101203")}

    def test_of_a_spreadsheet_row_decides_only_what_it_changes(self, looked_at: Way) -> None:
        commands.edit(
            looked_at.ctx("clerk"), number=looked_at.number, version=1, sorting=commands.Sorting(theme="legal")
        )
        assert set(Suggestion.objects.values_list("decision", flat=True)) == {""}

    def test_keeps_an_earlier_matter_from_those_it_accuses(self, looked_at: Way, at: At) -> None:
        earlier = proposed(looked_at)["duplicate"].value
        commands.accuse(looked_at.ctx("supervisor"), number=earlier, unit_ids=[looked_at.unit("hotline")])
        assert earlier not in at("clerk").page("desk_case", looked_at.number)
        assert earlier not in at("clerk").page("desk_act", looked_at.number, "triage")
        assert earlier in at("supervisor").page("desk_act", looked_at.number, "triage")


class TestTheModelsPage:
    def test_says_that_nothing_was_learned_yet(self, world: World, at: At) -> None:
        page = at("supervisor").page("desk_model")
        assert "还没有训练过" in page
        assert "本月还没有人确认或改正过建议" in page

    @pytest.mark.parametrize("who", ["supervisor", "administrator"])
    def test_shows_how_it_was_trained_and_how_good_it_is(self, trained: None, at: At, who: str) -> None:
        page = at(who).page("desk_model")
        assert "90 件由人定过分类的诉求" in page
        for label in ("教育文体", "卫生计生", "交通运输"):
            assert label in page

    def test_counts_how_many_of_the_surest_proposals_held_this_month(self, looked_at: Way, at: At) -> None:
        at("clerk").does(looked_at.number, "triage", **filled_in(at, looked_at))
        other = Request.objects.exclude(pk=looked_at.row.pk).get(stage=Stage.RECEIVED, category="")
        commands.triage(looked_at.ctx("clerk"), number=other.number, sorting=commands.Sorting(category="101203"))
        kept = {title: (each.decided, each.confirmed) for title, each, _share in self.context(at)}
        assert kept == {"分类": (2, 1), "地点": (1, 1), "紧急程度": (1, 1)}

    def test_counts_nothing_that_accuses_somebody(self, looked_at: Way, at: At) -> None:
        at("clerk").does(looked_at.number, "triage", **filled_in(at, looked_at))
        commands.accuse(looked_at.ctx("supervisor"), number=looked_at.number, unit_ids=[looked_at.unit("water")])
        assert self.context(at) == []

    def test_says_when_a_worse_model_was_not_put_in_use(self, world: World, learned: None, at: At) -> None:
        numbers = Request.objects.filter(source="旧台账").order_by("id").values_list("number", flat=True)
        for place, number in enumerate(list(numbers)):
            wrong = ("120101", "060101", "140101")[place // 30]
            commands.edit(world.ctx("clerk"), number=number, version=1, sorting=commands.Sorting(category=wrong))
        imported(world, 8, seed=2)
        retrain(world.ctx("system"), least=60, folds=2)
        page = at("supervisor").page("desk_model")
        assert "没有换上" in page
        assert "90 件由人定过分类的诉求" in page
        assert Entry.objects.filter(kind="requests.model_trained").count() == 2

    def context(self, at: At) -> Any:
        return at("supervisor").get("desk_model").context["kept"]
