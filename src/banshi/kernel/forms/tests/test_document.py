"""A document becomes a form, or is refused with file, line and reason."""

import pytest

from banshi.kernel.forms.document import FormFault, digest, load, parse, plain
from banshi.kernel.forms.questions import Kind
from banshi.kernel.forms.tests.papers import NEWBORN, newborn, of

pytestmark = pytest.mark.anydb
WHERE = "paper.yaml"


def refused(text: str) -> FormFault:
    with pytest.raises(FormFault) as caught:
        load(text, WHERE)
    return caught.value


class TestADocument:
    def test_is_read_with_its_groups_repeats_and_conditions(self) -> None:
        form = newborn()
        assert [question.code for question in form.questions][:4] == ["mother_name", "mother_id", "phone", "babies"]
        assert [group.code for group in form.groups] == ["mother"]
        assert form.known["babies"].kind is Kind.REPEAT
        assert [inner.code for inner in form.known["babies"].questions] == ["name", "born", "early", "weeks"]

    def test_comes_back_the_same_when_it_is_written_and_read_again(self) -> None:
        form = newborn()
        assert parse(plain(form), "again") == form
        assert digest(parse(plain(form), "again")) == digest(form)

    def test_has_another_digest_as_soon_as_one_word_differs(self) -> None:
        other = load(NEWBORN.replace("要不要办社保卡", "要办社保卡吗"), WHERE)
        assert digest(other) != digest(newborn())

    def test_gives_the_condition_of_a_group_to_each_of_its_questions(self) -> None:
        form = load(
            """
questions:
  - {code: married, kind: yesno, title: 已婚}
  - code: spouse
    kind: group
    title: 配偶
    when: {question: married, equals: true}
    questions:
      - {code: spouse_name, kind: text, title: 姓名}
""",
            WHERE,
        )
        assert form.known["spouse_name"].when == form.known["spouse_name"].when
        assert form.known["spouse_name"].when is not None


class TestARefusal:
    def test_names_the_file_the_line_and_what_is_allowed(self) -> None:
        fault = refused("questions:\n  - {code: a, kind: text, title: 甲}\n  - {code: b, kind: colour, title: 乙}\n")
        assert (fault.file, fault.line) == (WHERE, 3)
        assert "text" in fault.reason
        assert "colour" in fault.reason
        assert str(fault).startswith("paper.yaml:3: ")

    @pytest.mark.parametrize(
        ("text", "line", "reason"),
        [
            ("questions: []\n", 1, "at least one"),
            ("questions:\n  - {code: a, kind: text}\n", 2, "'title' needs zh and en"),
            ("questions:\n  - {code: a, kind: text, title: 甲}\n  - {code: a, kind: date, title: 乙}\n", 3, "taken"),
            ("questions:\n  - {code: A b, kind: text, title: 甲}\n", 2, "small letters"),
            ("questions:\n  - {code: a, kind: text, title: 甲, colour: red}\n", 2, "no 'colour'"),
            ("questions:\n  - {code: a, kind: choice, title: 甲}\n", 2, "'choices'"),
            ("questions:\n  - {code: a, kind: integer, title: 甲, min: 3, max: 1}\n", 2, "above"),
            ("questions:\n  - {code: a, kind: date, title: 甲, min: soon}\n", 2, "today"),
            ("questions:\n  - {code: a, kind: decimal, title: 甲, min: 0.5}\n", 2, "in quotes"),
            ("questions:\n  - {code: a, kind: repeat, title: 甲, required: true}\n", 2, "'min'"),
            ("questions:\n  - {code: a, kind: text, title: 甲, title: 乙}\n", 2, "twice"),
            ("questions: [\n", 2, ""),
        ],
    )
    def test_comes_for_whatever_nobody_could_read_rightly(self, text: str, line: int, reason: str) -> None:
        fault = refused(text)
        assert fault.line == line
        assert reason in fault.reason

    def test_comes_for_a_condition_on_what_is_asked_later(self) -> None:
        with pytest.raises(FormFault, match="not asked before"):
            of("code: a, kind: text, title: 甲, when: {question: b, answered: true}", "code: b, kind: text, title: 乙")

    def test_comes_for_a_condition_on_an_answer_that_is_never_given(self) -> None:
        with pytest.raises(FormFault, match="never 'bike'") as caught:
            of(
                "code: how, kind: choice, title: 怎样, choices: [{code: bus, title: 车}]",
                "code: b, kind: text, title: 乙, when: {question: how, equals: bike}",
            )
        assert caught.value.line == 3

    def test_comes_for_conditions_that_exclude_each_other(self) -> None:
        with pytest.raises(FormFault, match="can never hold"):
            of(
                "code: n, kind: integer, title: 几, min: 1, max: 5",
                "code: b, kind: text, title: 乙, when: {all: [{question: n, less: 3}, {question: n, more: 2}]}",
            )

    def test_comes_for_a_condition_that_the_condition_of_another_excludes(self) -> None:
        with pytest.raises(FormFault, match="can never hold"):
            of(
                "code: card, kind: yesno, title: 办卡",
                "code: how, kind: yesno, title: 邮寄, when: {question: card, equals: true}",
                "code: why, kind: text, title: 理由, when: "
                "{all: [{question: card, equals: false}, {question: how, equals: true}]}",
            )

    def test_comes_for_a_question_asked_what_it_cannot_answer(self) -> None:
        with pytest.raises(FormFault, match="is a text; a condition may ask it answered"):
            of("code: a, kind: text, title: 甲", "code: b, kind: text, title: 乙, when: {question: a, equals: x}")
