"""What the staff of several stories do, each in their own browser."""

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
    """Opens the request and there the form of one act."""
    return case(staff, number).follows(title, within=".desk-acts")


def registers(clerk: Person, number: str, category: str = WELLS) -> None:
    case(clerk, number).chooses("分类", category).presses("登记分类").sees(f"{number}：“登记分类”已经记在账上。")


def dispatches(clerk: Person, number: str) -> None:
    """Gives it to whom the catalogue names."""
    case(clerk, number).sees("（派单目录）" if clerk.device.script else "派给").presses("派单").sees(
        "“派单”已经记在账上"
    )


def accepts(handler: Person, number: str) -> None:
    case(handler, number).presses("受理").sees("“受理”已经记在账上")


def answers(handler: Person, number: str, *, done: str = "更换了新电机，当天恢复供水。") -> None:
    """Answers every point, reading the letter before it goes out."""
    act(handler, number, "答复").ticks("已解决")
    handler.writes("查到的情况", "到机井现场查看，水泵电机烧毁。").writes("做了什么", done)
    handler.chooses("第 1 点…", "做了什么")
    handler.writes("不满意怎么办", "不满意可以在十五日内评价为不满意，将重新办理。")
    handler.presses("先看答复函").sees("还没有发出", done)
    handler.presses("答复").sees("“答复”已经记在账上")
