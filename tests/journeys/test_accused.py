"""Wang Jianguo holds a matter when it turns out to be about him. From that moment it is nowhere for him or his bureau."""

import re
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tests.journeys import steps
from tests.journeys.conftest import Come
from tests.journeys.person import Person

pytestmark = [pytest.mark.journey, pytest.mark.anydb]
WORDS = "机井"
OTHER = "希勃图路的水管漏水，路面结冰。请问哪天来修？"
ELSEWHERE = "991231-ZZZZZZ"
"""A number that no request has."""


class TestTheAccused:
    def test_sees_nothing_anywhere(self, come: Come) -> None:
        """Bao's matter, which is nobody's fault, stays with him all the while: it is all that he finds."""
        alima, clerk, sun, wang = come("alice"), come("clerk"), come("supervisor"), come("handler")
        number, other = steps.brings(alima), steps.brings(come("bao"), OTHER, "希勃图路")
        for each in (number, other):
            steps.passes_on(clerk, each)
            steps.accepts(wang, each)
        token = gets_a_token(wang)
        assert exported(wang) == {number, other}
        assert number in wang.reads("/api/v1/requests", Authorization=f"Bearer {token}")

        names_the_bureau(sun, number)
        finds_nothing(wang, number)
        finds_only(wang, other)
        finds_nothing_by_program(wang, number, token)
        guesses_in_vain(wang, number)
        alima.opens(f"/requests/m/{number}/").sees("伊金霍洛旗人民政府").does_not_see("王建国")
        steps.case(sun, number).sees("被反映的", "水利局")


def gets_a_token(handler: Person) -> str:
    handler.opens("/sign-in/tokens/").writes("用途", "局里大屏").presses("签发").sees("新令牌只显示这一次")
    return handler.text(".notice .code")


def names_the_bureau(supervisor: Person, number: str) -> None:
    steps.act(supervisor, number, "标明被反映单位").sees("这一步不能撤销").page.get_by_label(
        "被反映的单位"
    ).select_option(label="水利局")
    supervisor.presses("标明被反映单位").sees("“标明被反映单位”已经记在账上")


def finds_nothing(accused: Person, number: str) -> None:
    """Not in the lists, not by searching, not in any count, not in what was told before, not in public."""
    for page in (
        "/requests/desk/",
        "/requests/desk/?state=over",
        "/requests/desk/?scope=lead",
        f"/requests/desk/?q={number}&state=all",
        f"/requests/desk/?q={WORDS}&state=all",
        "/requests/desk/due/",
        "/requests/desk/supervision/",
        "/requests/desk/charges/",
        "/me/notices/",
        f"/requests/public/?q={WORDS}",
        "/requests/places/",
        "/requests/leaders/",
        f"/ask/?q={WORDS}",
    ):
        accused.opens(page)
        shown = accused.page.content().replace(accused.address(), "").replace(f'value="{number}"', "")
        assert accused.page.locator(f"main a[href*='{number}']").count() == 0, page
        assert "全村没有水" not in shown, page


def finds_only(accused: Person, other: str) -> None:
    """The lists, the file, the inbox and the counts tell of the other matter alone."""
    assert exported(accused) == {other}
    assert set(re.findall(r"\d{6}-[0-9A-Z]{6}", accused.opens("/me/notices/").text("main"))) == {other}
    for page in ("/requests/desk/statistics/", "/requests/statistics/"):
        accused.opens(page)
        row = accused.page.get_by_role("row").filter(has_text="水利局")
        assert row.get_by_role("cell").first.inner_text() == "1", page


def exported(staff: Person) -> set[str]:
    """The numbers in the workbook that the desk gives out."""
    file = staff.opens("/requests/desk/").downloads("导出表格")
    book = CalamineWorkbook.from_filelike(BytesIO(file))
    cells = [
        str(cell) for sheet in book.sheet_names for row in book.get_sheet_by_name(sheet).to_python() for cell in row
    ]
    return set(re.findall(r"\d{6}-[0-9A-Z]{6}", " ".join(cells)))


def finds_nothing_by_program(accused: Person, number: str, token: str) -> None:
    bearer = {"Authorization": f"Bearer {token}"}
    for path in ("/api/v1/requests", f"/api/v1/requests?q={WORDS}", "/api/v1/public/requests"):
        answer = accused.reads(path, **bearer)
        assert number not in answer, path
        assert "全村没有水" not in answer, path
    same_answer(accused, f"/api/v1/requests/{number}", number, **bearer)
    same_answer(accused, f"/open311/v2/requests/{number}.json", number)
    assert number not in accused.reads("/requests/statistics.csv")


def guesses_in_vain(accused: Person, number: str) -> None:
    """Every address of the request answers as for a number that nobody has."""
    for path in (
        f"/requests/desk/m/{number}/",
        f"/requests/desk/m/{number}/do/answer/",
        f"/requests/m/{number}/",
        f"/requests/m/{number}/receipt/",
        f"/requests/m/{number}/entries/0/",
        f"/requests/m/{number}/entries/0/receipt.json",
        f"/requests/m/{number}/letter/1.pdf",
        f"/requests/m/{number}/do/tell/",
        f"/requests/public/{number}/",
    ):
        same_answer(accused, path, number)
    with accused.expecting(404):
        steps.case(accused, number).sees("不在您的职责之内").follows("写明理由打开")
        accused.writes("原因", "要看看这件事说的是什么。")
    with accused.expecting(422):
        accused.presses("打开").does_not_see(steps.WELL)
    with accused.expecting(404):
        steps.case(accused, number).does_not_see(steps.WELL, "三社")


def same_answer(person: Person, path: str, number: str, **headers: str) -> None:
    """The address says the same as that of a request which does not exist."""
    other = path.replace(number, ELSEWHERE)
    assert person.status_of(path, **headers) == person.status_of(other, **headers) == 404, path
    assert anonymous(person.reads(path, **headers), number) == anonymous(person.reads(other, **headers), ELSEWHERE), (
        path
    )


def anonymous(answer: str, number: str) -> str:
    """The answer without what differs between any two answers."""
    for changing in (re.escape(number), r"[0-9a-f]{32}", r'name="csrfmiddlewaretoken" value="\w+"'):
        answer = re.sub(changing, "…", answer)
    return answer
