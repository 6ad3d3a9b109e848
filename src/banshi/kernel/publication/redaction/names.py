"""Names of people: those the house knows, and those that the words around them give away. No Django here."""

import re
from collections.abc import Iterator, Sequence

from banshi.kernel.publication.redaction.kinds import Kind
from banshi.kernel.publication.redaction.patterns import Found

_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦柳邢岳齐沿梅莫庄辛管祝左涂谷祁舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄包司柏宁柯阮桂闵柴华冉边辜吉饶刁瞿戚丘古池滕晋苑邬臧畅嵺苟褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝巩稽井练仲乐虞卞封竺冼衣楚佟栗匡宗巫鞠僧桑荆谌银扬沙薄伏岑习胥蔺"
)
_COMPOUND = ("欧阳", "上官", "司马", "诸葛", "慕容", "皇甫", "尉迟", "司徒", "东方", "夏侯", "呼和", "乌兰", "巴特")

_BEFORE = re.compile(
    r"(?:我叫|名叫|叫做|名字叫|姓名|本人|户主|村民|牧民|居民|业主|群众|患者|死者|伤者|孩子|学生|投诉人|反映人|举报人|当事人|联系人|负责人|被举报人|法人代表?|老板|房东|司机"
    r"|丈夫|妻子|父亲|母亲|爸爸|妈妈|儿子|女儿|爱人|老公|老婆|哥哥|弟弟|姐姐|妹妹|爷爷|奶奶|姥姥|姥爷|外公|外婆|岳父|岳母|公公|婆婆|孙子|孙女|侄子|邻居"
    r"|书记|主任|村长|组长|社长|局长|科长|所长|站长|队长|校长|院长|镇长|县长|旗长|经理|医生|大夫|护士|老师|警官|法官|律师|会计)[::是叫为 ]{0,2}"
)
_AFTER = re.compile(
    r"(?=(?:同志|先生|女士|小姐|师傅|大爷|大妈|书记|主任|村长|组长|社长|局长|科长|所长|站长|队长|校长|院长|镇长|县长|旗长|经理|医生|大夫|护士|老师|警官|法官|律师|会计)(?!们))"
)
_LONGEST = 4
_NOT_A_NAME = re.compile(
    r"何[时处故以地人种日]|万[一分般]|高度|常常|经常|任何|马上|安全|连续|于是|江[河湖]|党[员组委支]|司[机法]|严重"
)


def declared(plain: str, names: Sequence[str]) -> Iterator[Found]:
    """Names and addresses that are known to belong to someone in the matter, spaced or not."""
    for name in sorted({n.strip() for n in names}, key=len, reverse=True):
        if len(name) < 2:
            continue
        pattern = r"[ \t\u3000·]?".join(re.escape(character) for character in name if not character.isspace())
        for match in re.finditer(pattern, plain, re.IGNORECASE):
            yield *match.span(), Kind.NAME


def told(plain: str) -> Iterator[Found]:
    """Names right after or before a word that says who somebody is: "村民张三", "李四书记"."""
    for match in _BEFORE.finditer(plain):
        length = _name_at(plain[match.end() : match.end() + 8])
        if length:
            yield match.end(), match.end() + length, Kind.NAME
    for match in _AFTER.finditer(plain):
        start = _name_before(plain, match.start())
        if start is not None:
            yield start, match.start(), Kind.NAME


def _name_at(following: str) -> int:
    """Length of the name that `following` begins with, 0 where there is none."""
    surname = _surname(following)
    if not surname or _NOT_A_NAME.match(following):
        return 0
    import rjieba  # its dictionary takes a fifth of a second that most commands do not need

    words = rjieba.tag(following)
    first, tag = words[0]
    if len(first) > len(surname):
        return len(first) if tag.startswith("nr") and len(first) <= _LONGEST and "某" not in first else 0
    given = words[1][0] if len(words) > 1 else ""
    if first != surname or not given or not re.fullmatch(r"[\u4e00-\u9fff]{1,2}", given) or "某" in given:
        return 0
    if (
        len(given) == 1
        and len(words) > 2
        and re.fullmatch(r"[\u4e00-\u9fff]", words[2][0])
        and words[2][1].startswith(("n", "a", "z"))
    ):
        return len(surname) + 2
    return len(surname) + len(given) if words[1][1][0] not in "upcrdfm" else 0


def _name_before(plain: str, end: int) -> int | None:
    """Where the name that stands right before `end` begins, if one does."""
    import rjieba  # its dictionary takes a fifth of a second that most commands do not need

    words = rjieba.tag(plain[max(0, end - 8) : end])
    if not words:
        return None
    word, tag = words[-1]
    if tag.startswith("nr") and 2 <= len(word) <= _LONGEST and _surname(word) and "某" not in word:
        return end - len(word)
    if len(words) > 1 and words[-2][0] in _SURNAMES and len(word) == 1 and words[-2][1].startswith("nr"):
        return end - len(word) - 1
    return None


def _surname(text: str) -> str:
    for compound in _COMPOUND:
        if text.startswith(compound):
            return compound
    return text[0] if text and text[0] in _SURNAMES else ""
