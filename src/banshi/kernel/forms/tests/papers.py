"""Forms that the tests of this room fill in: the papers of a newborn, short."""

from datetime import date
from typing import Any

from banshi.kernel.forms.document import load
from banshi.kernel.forms.questions import Form

TODAY = date(2021, 5, 26)
MOTHER_ID = "152727199003120029"
NEWBORN = """
code: onestop.newborn
version: 1
title: {zh: 出生一件事, en: A newborn}
questions:
  - code: mother
    kind: group
    title: {zh: 母亲, en: Mother}
    questions:
      - {code: mother_name, kind: text, title: {zh: 母亲姓名, en: Mother's name}, max: 20, prefill: person.name}
      - {code: mother_id, kind: identity, title: {zh: 母亲身份证号, en: Mother's identity number}}
      - {code: phone, kind: phone, title: {zh: 联系电话, en: Phone}, prefill: person.phone}
  - code: babies
    kind: repeat
    title: {zh: 新生儿, en: Newborn}
    min: 1
    max: 3
    questions:
      - {code: name, kind: text, title: {zh: 姓名, en: Name}}
      - {code: born, kind: date, title: {zh: 出生日期, en: Day of birth}, min: today-60d, max: today}
      - {code: early, kind: yesno, title: {zh: 是否早产, en: Premature}}
      - {code: weeks, kind: integer, title: {zh: 孕周, en: Weeks}, min: 20, max: 36, when: {question: early, equals: true}}
  - {code: card, kind: yesno, title: {zh: 要不要办社保卡, en: A social-security card}}
  - code: delivery
    kind: choice
    title: {zh: 怎样取件, en: How it is delivered}
    when: {question: card, equals: true}
    choices:
      - {code: window, title: {zh: 窗口自取, en: At the window}}
      - {code: post, title: {zh: 邮寄, en: By post}}
  - {code: address, kind: long, title: {zh: 收件地址, en: Address}, when: {question: delivery, equals: post}}
  - {code: photo, kind: file, title: {zh: 宝宝照片, en: Photograph}, required: false, max: 2}
  - {code: agree, kind: consent, title: {zh: 同意各部门共用这些材料, en: Departments may share these papers}}
"""


def newborn() -> Form:
    """The form above."""
    return load(NEWBORN, "newborn.yaml")


def answered(**changes: Any) -> dict[str, Any]:
    """Answers of a mother who wants no card; None takes one away."""
    given = {
        "mother_name": "乌兰",
        "mother_id": MOTHER_ID,
        "phone": "138 0013 8001",
        "babies": [{"name": "小满", "born": "2021-05-21", "early": False}],
        "card": False,
        "agree": True,
        **changes,
    }
    return {code: value for code, value in given.items() if value is not None}


def of(*questions: str) -> Form:
    """A form of these questions, each a line of YAML."""
    return load("questions:\n" + "\n".join(f"  - {{{line}}}" for line in questions), "paper.yaml")
