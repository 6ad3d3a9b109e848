"""People decide, the classifier learns from it, and a worse one never takes the place of a better one."""

import json
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.jobs import run_jobs_twice
from banshi.kernel.testing.people import NOW, World
from banshi.services.requests import commands, tasks
from banshi.services.requests.commands import Sorting
from banshi.services.requests.commands.learning import Outcome, Retrained, retrain
from banshi.services.requests.models import Request
from banshi.services.requests.queries.learning import history, model_path, record_path, trained
from banshi.services.requests.queries.proposals import notice
from banshi.services.requests.tests.history import CODES, TOP, imported
from banshi.services.requests.tests.way import brought
from banshi.services.requests.triage.model import load

pytestmark = pytest.mark.django_db

LEAST = 60
NAME = "苏布德"
SCHOOL = "村里的小学没有校车，老师和家长每天接送学生，课本也不够。"


def learn(world: World, **more: Any) -> Retrained:
    return retrain(world.ctx("system"), least=LEAST, folds=2, **more)


def entries() -> list[dict[str, Any]]:
    found = Entry.objects.filter(kind="requests.model_trained").order_by("position")
    return [json.loads(each.body) for each in found]


class TestWhatIsLearnedFrom:
    def labels(self) -> dict[str, str]:
        return {row.detail: row.label for row in history().rows}

    def test_is_what_staff_registered_under_its_top_class(self, world: World) -> None:
        way = brought(world)
        assert history().rows == ()
        way.triage(category="101203")
        assert self.labels() == {way.row.text: "农村农业"}

    def test_is_not_what_the_resident_chose_alone(self, world: World) -> None:
        brought(world, category="101203")
        assert history().rows == ()

    def test_is_what_the_spreadsheet_corrected_and_not_its_other_columns(self, world: World) -> None:
        way = brought(world, category="140101")
        commands.edit(world.ctx("clerk"), number=way.number, version=1, sorting=Sorting(theme="legal"))
        assert history().rows == ()
        commands.edit(world.ctx("clerk"), number=way.number, version=2, sorting=Sorting(category="101203"))
        assert list(self.labels().values()) == ["农村农业"]

    def test_is_what_an_earlier_ledger_had_registered(self, world: World) -> None:
        imported(world, 2)
        assert sorted(self.labels().values()) == sorted([*TOP.values()] * 2)

    def test_is_no_word_of_what_is_confidential_accuses_somebody_or_was_erased(self, world: World) -> None:
        ways = [brought(world, text=f"{SCHOOL}第{at}次反映。") for at in range(4)]
        for way in ways:
            way.triage(category="140101")
        assert len(history().rows) == 4
        commands.triage(world.ctx("supervisor"), number=ways[0].number, sorting=Sorting(level=2))
        commands.accuse(world.ctx("supervisor"), number=ways[1].number, unit_ids=[world.units["water"].id])
        commands.withdraw(ways[2].ctx("alice"), number=ways[2].number)
        commands.erase(ways[2].ctx("alice"), number=ways[2].number)
        assert list(self.labels()) == [ways[3].row.text]

    def test_counts_a_request_once_by_its_last_decision(self, world: World) -> None:
        way = brought(world)
        way.triage(category="140101")
        first = history()
        way.triage(category="101203")
        second = history()
        assert [row.label for row in second.rows] == ["农村农业"]
        assert second.decided > first.decided
        assert second.fingerprint != first.fingerprint

    def test_is_no_more_than_is_taken_the_latest_decisions(self, world: World) -> None:
        numbers = imported(world, 2)
        texts = set(Request.objects.filter(number__in=numbers[3:]).values_list("text", flat=True))
        assert {row.detail for row in history(3).rows} == texts


class TestRetraining:
    def test_puts_a_model_in_use_with_its_figures_on_the_record(self, world: World) -> None:
        imported(world, 30)
        done = learn(world)
        assert (done.outcome, done.rows) == (Outcome.IN_USE, 90)
        known = trained()
        assert known is not None
        assert known.accuracy > 0.9
        assert {each.label for each in known.per_class} == set(TOP.values())
        assert known.digest == load(model_path()).digest
        (entry,) = entries()
        assert (entry["in_use"], entry["rows"], entry["digest"]) == (True, 90, known.digest)

    def test_keeps_model_and_figures_from_everybody_else_on_the_machine(self, world: World) -> None:
        imported(world, 30)
        learn(world)
        for path in (model_path(), record_path()):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(model_path().parent.stat().st_mode) == 0o700
        assert sorted(path.name for path in model_path().parent.iterdir()) == ["classifier.json", "classifier.npz"]

    def test_makes_suggestions_for_what_comes_next(self, world: World) -> None:
        imported(world, 30)
        learn(world)
        proposals, _keys = notice(brought(world, text=SCHOOL).number)
        best = next(each for each in proposals if each.field == "category")
        assert (best.value, best.model) == ("14", load(model_path()).digest[:16])

    def test_waits_until_there_is_enough(self, world: World) -> None:
        imported(world, 8)
        done = learn(world)
        assert done.outcome is Outcome.TOO_FEW
        assert not model_path().exists()
        assert entries() == []

    def test_does_nothing_while_nothing_is_new(self, world: World) -> None:
        imported(world, 30)
        learn(world)
        before = model_path().read_bytes(), record_path().read_bytes()
        assert learn(world).outcome is Outcome.NOTHING_NEW
        assert (model_path().read_bytes(), record_path().read_bytes()) == before
        assert len(entries()) == 1

    def test_begins_anew_where_the_model_was_lost(self, world: World) -> None:
        imported(world, 30)
        learn(world)
        model_path().unlink()
        assert learn(world).outcome is Outcome.IN_USE

    def test_compares_with_the_model_in_use_on_what_was_decided_since(self, world: World) -> None:
        imported(world, 30)
        learn(world)
        imported(world, 5, seed=2)
        learn(world)
        known = trained()
        assert known is not None
        assert known.compared["rows"] == 15
        assert entries()[-1]["compared"] == 15

    def test_leaves_the_model_in_use_where_the_new_one_is_clearly_worse_and_says_so(self, world: World) -> None:
        numbers = imported(world, 30)
        learn(world)
        before = model_path().read_bytes()
        wrong = [CODES["卫生"], CODES["交通"], CODES["教育"]]
        for at, number in enumerate(numbers):
            sorting = Sorting(category=wrong[at // 30])
            commands.edit(world.ctx("supervisor"), number=number, version=1, sorting=sorting)
        imported(world, 8, seed=2)
        done = learn(world)
        assert done.outcome is Outcome.WORSE
        assert model_path().read_bytes() == before
        known = trained()
        assert known is not None
        assert (known.last_outcome, known.rows, known.last_rows) == ("worse", 90, 114)
        assert known.last_compared["only_old"] > known.last_compared["only_new"]
        assert [entry["in_use"] for entry in entries()] == [True, False]
        assert learn(world).outcome is Outcome.NOTHING_NEW

    def test_forgets_an_erased_text(self, world: World) -> None:
        imported(world, 30)
        ways = [brought(world, text=f"{SCHOOL}{NAME}老师第{at}次收费。") for at in range(4)]
        for each in ways:
            each.triage(category="140101")
        learn(world)
        assert NAME in load(model_path()).runs.grams
        for each in ways:
            commands.withdraw(each.ctx("alice"), number=each.number)
            commands.erase(each.ctx("alice"), number=each.number)
        assert learn(world).outcome is Outcome.IN_USE
        assert NAME not in load(model_path()).runs.grams

    def test_runs_by_night_and_does_no_harm_twice(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
        imported(world, 70)
        tasks.learn_from_decisions.enqueue()
        assert run_jobs_twice() == ["banshi.services.requests.tasks.learn_from_decisions"]
        assert trained() is not None


class TestTheConsole:
    def said(self, *arguments: str) -> str:
        out = StringIO()
        call_command("requests_triage_train", *arguments, stdout=out)
        return out.getvalue()

    def test_trains_on_own_history_without_a_file(self, world: World) -> None:
        imported(world, 30)
        assert "90 rows, in use: accuracy" in self.said("--least", str(LEAST))
        assert "nothing new" in self.said("--own")

    def test_says_what_is_missing(self, world: World) -> None:
        with pytest.raises(CommandError, match=r"0 requests whose category a person set.*200 or more"):
            self.said()

    @pytest.mark.parametrize("arguments", [["--out", "x.npz"], ["x.jsonl"], ["x.jsonl", "--own", "--out", "x.npz"]])
    def test_refuses_half_an_order(self, arguments: list[str]) -> None:
        with pytest.raises(CommandError):
            self.said(*arguments)

    def test_trains_on_a_file_and_puts_nothing_in_use(self, tmp_path: Path) -> None:
        from banshi.services.requests.tests.triage.examples import labelled

        rows = [json.dumps({"detail": row.detail, "label": row.label}, ensure_ascii=False) for row in labelled()]
        (tmp_path / "rows.jsonl").write_text("\n".join(rows))
        assert "90 rows" in self.said(str(tmp_path / "rows.jsonl"), "--out", str(tmp_path / "m.npz"))
        assert stat.S_IMODE((tmp_path / "m.npz").stat().st_mode) == 0o600
        assert not model_path().exists()
