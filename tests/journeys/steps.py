"""What people of several stories do, each in their own browser."""

from tests.journeys.person import Person

WELL = "门克庆嘎查的机井坏了三天，全村没有水。请问什么时候能修好？"
VILLAGE = "札萨克镇 门克庆嘎查"
WELLS = "引水调水"
"""A category that the catalogue gives to the water bureau."""


def brings(resident: Person, text: str = WELL, place: str = "门克庆嘎查三社") -> str:
    """A resident says what happened; returns the number on the receipt."""
    resident.opens("/requests/new/").writes("什么事", text).chooses("在哪个镇、村或社区", VILLAGE)
    resident.writes("具体地点", place).presses("提交").sees("已经收到")
    return resident.text(".receipt-number")


def case(staff: Person, number: str) -> Person:
    """Opens a request by its number, on a page of its own."""
    return staff.opens(f"/requests/desk/m/{number}/")


def act(staff: Person, number: str, title: str) -> Person:
    """The form of one act, by way of the request unless they have it before them."""
    here = staff.address() == f"/requests/desk/m/{number}/"
    return (staff if here else case(staff, number)).follows(title, within=".desk-acts")


def recorded(staff: Person, title: str) -> Person:
    """Sees that the act is on the ledger."""
    return staff.sees(f"“{title}”已经记在账上")


def registers(clerk: Person, number: str) -> Person:
    case(clerk, number).chooses("分类", WELLS).presses("登记分类")
    return recorded(clerk, "登记分类")


def passes_on(clerk: Person, number: str) -> Person:
    """Registers it, and on the page that then comes gives it to whom the catalogue names."""
    registers(clerk, number).presses("派单")
    return recorded(clerk, "派单")


def accepts(handler: Person, number: str) -> Person:
    case(handler, number).presses("受理")
    return recorded(handler, "受理")


def writes_an_answer(handler: Person, number: str, done: str) -> Person:
    """Every point is answered; nothing has gone out yet."""
    act(handler, number, "答复").ticks("已解决").writes("查到的情况", "到机井现场查看，水泵电机烧毁。")
    handler.writes("做了什么", done).chooses("第 1 点…", "做了什么")
    return handler.writes("不满意怎么办", "不满意可以在十五日内评价为不满意，将重新办理。")


def answers(handler: Person, number: str, done: str = "更换了新电机，当天恢复供水。") -> Person:
    writes_an_answer(handler, number, done).presses("答复")
    return recorded(handler, "答复")
