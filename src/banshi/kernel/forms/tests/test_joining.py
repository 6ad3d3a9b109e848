"""Several forms become one: what two of them ask is asked once."""

import pytest

from banshi.kernel.forms.asking import asked
from banshi.kernel.forms.conditions import parse_condition
from banshi.kernel.forms.document import FormFault, parse, plain, under, union
from banshi.kernel.forms.tests.papers import of

pytestmark = pytest.mark.anydb
NAME = "code: name, kind: text, title: 姓名"
CARD = "code: card, kind: yesno, title: 办卡"


def codes(form, answers):
    return [question.code for question in asked(form, answers)]


class TestAUnion:
    def test_asks_once_what_two_forms_ask(self) -> None:
        joined = union([of(NAME, CARD), of(NAME, "code: bank, kind: text, title: 银行")], code="both")
        assert [question.code for question in joined.questions] == ["name", "card", "bank"]
        assert joined.code == "both"

    def test_asks_where_one_of_the_forms_asks(self) -> None:
        wanted = parse_condition({"question": "card", "equals": True}, "x")
        joined = union([of(CARD), under(of(NAME), wanted), of("code: bank, kind: text, title: 银行")])
        assert codes(joined, {"card": False}) == ["card", "bank"]
        assert codes(joined, {"card": True}) == ["card", "name", "bank"]
        anyway = union([joined, of(NAME)])
        assert codes(anyway, {"card": False}) == ["card", "name", "bank"]

    def test_refuses_two_meanings_of_one_code_and_says_what_differs(self) -> None:
        with pytest.raises(FormFault, match="kind differ"):
            union([of(NAME), of("code: name, kind: long, title: 姓名")])

    def test_asks_first_what_a_condition_looks_at(self) -> None:
        late = of(CARD, "code: bank, kind: text, title: 银行, when: {question: card, equals: true}")
        joined = union([of("code: bank, kind: text, title: 银行"), late])
        assert codes(joined, {}) == ["bank", "card"]
        conditional = union([under(of(NAME), parse_condition({"question": "card", "equals": True}, "x")), of(CARD)])
        assert [question.code for question in conditional.questions] == ["card", "name"]

    def test_can_be_written_and_read_again(self) -> None:
        joined = union([of(NAME, CARD), of(CARD)])
        assert parse(plain(joined), "again").questions == joined.questions
