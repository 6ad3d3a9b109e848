"""Messages written for the tests, and a small generator of them."""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from banshi.services.requests.triage.readers import Labelled, Message

ZONE = ZoneInfo("Asia/Shanghai")
DAY = datetime(2026, 3, 2, 9, tzinfo=ZONE)
SUBJECTS = {
    "教育": (
        ["小学", "学校", "老师", "学生", "课本", "校车", "操场", "幼儿园", "家长", "学费"],
        ["补课收费", "操场塑胶味重", "校车晚点", "学位不够", "老师请假没人代课"],
    ),
    "卫生": (
        ["医院", "医生", "卫生院", "挂号", "药品", "疫苗", "门诊", "病人", "护士", "体检"],
        ["挂不上号", "疫苗断货", "药价太高", "夜里没有值班医生", "化验单取不到"],
    ),
    "交通": (
        ["公交", "站牌", "班车", "客运", "路口", "出租车", "车票", "司机", "线路", "红绿灯"],
        ["班车甩站", "出租车拒载", "红绿灯时间太短", "站牌看不清", "末班车太早"],
    ),
}
PLACES = ["白音塔拉村", "向阳小区", "团结路", "河东社区", "胜利大街", "柳树屯"]
OPENINGS = ["您好，我是住在{place}的居民。", "尊敬的领导:", "我想反映一件事。", "请帮忙看看。"]


def labelled(each: int = 30, *, seed: int = 1, labels: tuple[str, ...] = tuple(SUBJECTS)) -> list[Labelled]:
    """`each` texts a class, all different."""
    chance = random.Random(seed)
    rows = []
    for label in labels:
        things, troubles = SUBJECTS[label]
        for number in range(each):
            words = chance.sample(things, 4)
            opening = chance.choice(OPENINGS).format(place=chance.choice(PLACES))
            rows.append(
                Labelled(
                    f"{opening}{chance.choice(PLACES)}这边{words[0]}的{words[1]}有{number + 1}件难事,{chance.choice(troubles)},"
                    f"{words[2]}和{words[3]}也说过，一直没有人管。",
                    label,
                )
            )
    return rows


def message(
    number: int, title: str, detail: str = "", *, days: float = 0, likes: int = 0, dislikes: int = 0, author: str = ""
) -> Message:
    return Message(str(number), title, detail or title, DAY + timedelta(days=days), likes, dislikes, author)


KILN = [
    ("向阳小区旁边的砖厂夜里冒黑烟", "向阳小区东墙外的砖厂，夜里两点开始烧窑，黑烟和煤灰飘进窗户，孩子咳嗽。"),
    ("反映砖厂黑烟扰民", "我家在向阳小区3号楼，砖厂烧窑的黑烟很呛人，窗台全是煤灰，请查一查砖厂的手续。"),
    ("向阳小区砖厂煤灰", "砖厂又在夜里烧窑，向阳小区的老人被黑烟呛得睡不着，煤灰落了一车。"),
    ("请管管砖厂烧窑", "住向阳小区，砖厂烧窑的黑烟天天有，煤灰扫也扫不完。"),
]
WELL = [
    ("柳树屯的机井坏了", "柳树屯唯一的机井水泵烧坏，全屯浇不上地，玉米苗快旱死了。"),
    ("柳树屯浇地没有水", "柳树屯机井水泵坏了半个月，玉米苗旱得打卷，请派人修水泵。"),
]
OTHERS = [
    "图书馆周末几点开门，借书证怎么办",
    "孩子转学需要哪些证明",
    "公共厕所的洗手池漏水",
    "老年公交卡年审点太远",
    "牧区网络信号弱，上不了网课",
    "婚姻登记处能不能网上预约",
    "夜市占了盲道，推车过不去",
    "养老金认证总是失败",
    "路边停车收费没有发票",
    "广场舞音响太大，影响备考",
]
