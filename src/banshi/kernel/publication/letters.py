"""Official letters and receipts as PDF/A, set by Typst. Needs nothing installed: the Chinese fonts come along.

Source: 党政机关公文格式 GB/T 9704-2012.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import cast

import pylopdf_fonts_zh_cn as fonts
import segno
import typst
from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import BanshiError

_HAN = str.maketrans("0123456789", "〇一二三四五六七八九")


class Kind(StrEnum):
    """What is printed."""

    ANSWER = "answer"
    """A reply with 发文字号 and signature, in the layout of an official letter."""
    NOTICE = "notice"
    """Any other official letter, e.g. of acceptance or extension."""
    RECEIPT = "receipt"
    """A sheet to keep: facts, what happens next, a code to check."""


TEMPLATES = {Kind.ANSWER: "official.typ", Kind.NOTICE: "official.typ", Kind.RECEIPT: "receipt.typ"}


class FontsMissing(BanshiError):
    """The package with the Chinese fonts was taken away."""

    code = "publication_fonts_missing"
    status = 503
    message = _(
        "缺少中文字体，暂时不能生成公文。请管理员重新安装 pylopdf-fonts-zh-cn；内容已保存，可先在网页上查看和打印。"
    )


class NotSet(BanshiError):
    """Typst could not set the letter: a defect of a template, told with what it said."""

    code = "publication_letter_not_set"
    status = 500
    message = _("公文没有排成（%(said)s）。内容已保存，请联系管理员。")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a heading above the next ones."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands in a letter or receipt; every text is shown as it is."""

    issuer: str
    """发文机关标志， e.g. "伊金霍洛旗水务局文件"; on a receipt the issuing office."""
    title: str
    day: date
    signed: str
    """署名： the office that answers for it."""
    blocks: Sequence[Block] = ()
    number: str = ""
    """发文字号， as `document_number` writes it."""
    addressee: str = ""
    attachments: Sequence[str] = ()
    copies: str = ""
    """抄送， without the final stop."""
    contact: str = ""
    facts: Sequence[tuple[str, str]] = ()
    """On a receipt: name and value."""
    link: str = ""
    """What the QR code leads to."""
    proof: str = ""
    """What stands beside the code: how to check the sheet."""
    printer: str = ""
    """印发机关； the signing office where it is empty."""


def render(kind: Kind, letter: Letter) -> bytes:
    """The letter as PDF/A-2b. About 50 ms; the same letter gives the same bytes.

    Raises:
        FontsMissing: the Chinese fonts are not there.
        NotSet: the template failed.
    """
    try:
        pdf = _compiler(TEMPLATES[kind]).compile(
            format="pdf",
            sys_inputs={"data": _data(letter)},
            pdf_standards=["a-2b"],
        )
    except typst.TypstError as error:
        raise NotSet(said=str(error)) from error
    return cast("bytes", pdf)  # pages apart come only with a path to write them to


def document_number(office: str, year: int, number: int) -> str:
    """发文字号： "伊水答〔2021〕12号"."""
    return f"{office}〔{year}〕{number}号"


def paragraphs(text: str) -> tuple[Block, ...]:
    """A text as blocks: one for each line; "一、…" is a heading where it ends without a stop."""
    lines = [line.strip() for line in text.splitlines()]
    return tuple(Block(line, heading=_is_heading(line)) for line in lines if line)


def _is_heading(line: str) -> bool:
    return len(line) <= 40 and line[0] in "一二三四五六七八九十" and "、" in line[:4] and line[-1] not in "。;;!?"


def _data(letter: Letter) -> str:
    values = asdict(letter) | {
        "date": f"{letter.day.year}年{letter.day.month}月{letter.day.day}日",
        "day": letter.day.isoformat(),
        "printer": letter.printer or letter.signed,
        "qr": _code(letter.link) if letter.link else "",
    }
    return json.dumps(values, ensure_ascii=False)


def _code(link: str) -> str:
    buffer = io.BytesIO()
    segno.make(link, error="m", micro=False).save(buffer, kind="svg", border=1, xmldecl=False)
    return buffer.getvalue().decode()


@cache
def _compiler(template: str) -> "typst.Compiler":
    if not (fonts.serif_path().exists() and fonts.sans_path().exists()):
        raise FontsMissing()
    source = Path(str(files("banshi.kernel.publication") / "data" / template))
    return typst.Compiler(str(source), root=str(source.parent), font_paths=[str(fonts.serif_path().parent)])
