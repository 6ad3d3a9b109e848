"""Invented people: names and phone numbers that belong to nobody."""

from random import Random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国春梅志红文斌海燕永福凤琴长生"
MONGOLIAN = (
    "巴图",
    "其其格",
    "乌云",
    "苏和",
    "图雅",
    "那仁",
    "格日勒",
    "阿拉腾",
    "娜仁",
    "宝音",
    "萨仁",
    "哈斯",
    "敖登",
    "斯琴",
    "满都拉",
    "朝鲁",
    "高娃",
    "青格勒",
    "额尔敦",
    "塔娜",
    "布和",
    "牧仁",
    "乌兰",
    "吉雅",
)
PREFIXES = ("134", "136", "138", "139", "150", "151", "152", "158", "159", "187", "188")


def person_name(rng: Random) -> str:
    """A name as people of the region have them, Han or Mongolian."""
    if rng.random() < 0.3:
        first, second = rng.sample(MONGOLIAN, 2)
        return first + (second if rng.random() < 0.4 else "")
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2, 2))))


def phone_number(rng: Random) -> str:
    """A mobile number in the shape of real ones; nobody is ever called by the demonstration."""
    return rng.choice(PREFIXES) + f"{rng.randint(0, 99_999_999):08d}"
