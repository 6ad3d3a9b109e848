"""What the families of the demonstration write down: invented, and valid by the rules of each question."""

from datetime import date, datetime, timedelta
from functools import cache
from io import BytesIO
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from banshi.demo.names import GIVEN, MONGOLIAN, SURNAMES, person_name, phone_number
from banshi.kernel.commands import Actor
from banshi.kernel.directory.queries.people import person as person_of
from banshi.kernel.evidence.store import accept
from banshi.kernel.forms.files import keep

CODES = ((2001, "152728"), (9999, "150627"))
"""伊金霍洛旗 in identity numbers: of those born before the city was founded, and of those since."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
STREETS = ("团结街", "通格朗街", "可汗路", "王府路", "文明街")


def answers_of(rng: Random, owner: Actor, at: datetime) -> dict[str, Any]:
    """A newborn's answers, all of them; what is not asked is dropped by whoever checks them."""
    known = person_of(owner.person_id or 0)
    father, here = rng.random() < 0.95, rng.random() < 0.93
    return {
        "mother_name": known.name,
        "mother_id": identity(rng, at.year - 23 - rng.randrange(14)),
        "phone": known.phone or phone_number(rng),
        "home": known.reach,
        "father_known": father,
        "father_name": person_name(rng),
        "father_id": identity(rng, at.year - 24 - rng.randrange(14)),
        "child_name": child(rng),
        "born": (at.date() - timedelta(days=rng.randrange(1, 6))).isoformat(),
        "sex": rng.choice(("girl", "boy")),
        "register_here": here,
        "mother_insured": rng.choices(("employee", "resident", "none"), (50, 44, 6))[0],
        "home_address": address(rng),
        "registers_with": rng.choice(("mother", "father")),
        "household_book": [paper()],
        "bank": rng.choice(("rural", "icbc", "abc")),
        "account": "6228" + "".join(str(rng.randrange(10)) for _ in range(15)),
        "bills": [paper()],
        "visits": rng.choice(("home", "phone")),
    }


def retiring(rng: Random, owner: Actor, at: datetime) -> dict[str, Any]:
    """The answers of somebody who retires."""
    known = person_of(owner.person_id or 0)
    return {
        "name": known.name,
        "identity": identity(rng, at.year - 60 - rng.randrange(2)),
        "phone": known.phone or phone_number(rng),
        "home": known.reach,
        "employer": rng.choice(("江苏工业园区某企业", "旗第一中学", "")),
        "retires": (at.date() + timedelta(days=rng.randrange(5, 60))).isoformat(),
        "has_fund": rng.random() < 0.6,
        "one_child": rng.random() < 0.3,
        "account": "6217" + "".join(str(rng.randrange(10)) for _ in range(15)),
        "only_child": [paper()],
        "home_address": address(rng),
    }


def identity(rng: Random, year: int) -> str:
    """An identity number that is right by GB 11643 and belongs to nobody known."""
    born = date(year, 1, 1) + timedelta(days=rng.randrange(365))
    county = next(code for before, code in CODES if year < before)
    head = f"{county}{born:%Y%m%d}{rng.randrange(1, 999):03}"
    total = sum(int(digit) * weight for digit, weight in zip(head, WEIGHTS, strict=True))
    return head + CHECKS[total % 11]


def child(rng: Random) -> str:
    """A child's name, Han or Mongolian."""
    if rng.random() < 0.3:
        return rng.choice(MONGOLIAN)
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2))))


def address(rng: Random) -> str:
    """Where a family lives."""
    return f"阿勒腾席热镇{rng.choice(STREETS)} {rng.randrange(1, 90)} 号 {rng.randrange(1, 7)} 单元 {rng.randrange(101, 1203)}"


@cache
def paper() -> str:
    """The word of one picture that stands for every paper: taken in once."""
    page = Image.new("RGB", (900, 640), "#FDFBF5")
    pen = ImageDraw.Draw(page)
    pen.rectangle((24, 24, 876, 616), outline="#C23B22", width=4)
    for line in range(96, 600, 56):
        pen.line((60, line, 840, line), fill="#B9AE9A", width=2)
    found = BytesIO()
    page.save(found, "JPEG", quality=70)
    return keep(accept(SimpleUploadedFile("样张.jpg", found.getvalue())))
