"""A file is what its content is, whatever it is called."""

import pytest

from banshi.kernel.evidence import content
from banshi.kernel.evidence import refusals as refused
from banshi.kernel.evidence.content import kind_of
from banshi.kernel.evidence.names import shown_name
from banshi.kernel.evidence.tests import makings
from banshi.kernel.evidence.tests.makings import docx, ole, pdf, photo, zipped

pytestmark = pytest.mark.anydb


class TestAnAcceptedFile:
    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (photo(), content.JPEG),
            (photo(kind="PNG"), content.PNG),
            (photo(kind="WEBP"), content.WEBP),
            (photo(kind="GIF"), content.GIF),
            (photo(kind="BMP"), content.BMP),
            (pdf(), content.PDF),
            (docx(), content.DOCX),
            (zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), content.XLSX),
            (zipped({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), content.PPTX),
            (zipped({"mimetype": content.ODT.type.encode(), "content.xml": b""}), content.ODT),
            (zipped({"OFD.xml": b"<OFD/>"}), content.OFD),
            (ole("WordDocument"), content.DOC),
            (ole("Workbook"), content.XLS),
            (ole("PowerPoint Document"), content.PPT),
        ],
    )
    def test_is_known_by_its_content(self, data: bytes, kind: content.Kind) -> None:
        assert kind_of(data, "whatever.exe") == kind


class TestARefusedFile:
    @pytest.mark.parametrize(
        ("data", "why"),
        [
            (makings.EXECUTABLE, refused.FileDangerous),
            (b"\x7fELF\x02\x01\x01" + b"\0" * 50, refused.FileDangerous),
            (b"#!/bin/sh\nrm -rf /\n", refused.FileDangerous),
            (b"<!DOCTYPE html><script>alert(1)</script>", refused.FileDangerous),
            (b"\xef\xbb\xbf \n <HTML>", refused.FileDangerous),
            (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', refused.FileDangerous),
            (b'<?xml version="1.0"?><svg/>', refused.FileDangerous),
            (b"<?php system($_GET[1]);", refused.FileDangerous),
            ("<html>".encode("utf-16"), refused.FileDangerous),
            (b"@echo off\r\ndel *.*", refused.FileDangerous),
            (b"{\\rtf1\\ansi", refused.FileDangerous),
            (b"GIF89a=1;alert(1)", None),  # passes as GIF by its head; decoding refuses it, see test_store
            (zipped({"a.txt": b"x"}), refused.FileIsArchive),
            (b"Rar!\x1a\x07\x00", refused.FileIsArchive),
            (b"\x00\x00\x00\x18ftypheic", refused.FileNeedsConversion),
            (b"\x00\x00\x00\x18ftypmp42", refused.FileIsRecording),
            (b"#!AMR\n", refused.FileIsRecording),
            (b"RIFF\x00\x00\x00\x00WAVE", refused.FileIsRecording),
            (b"hello", refused.FileTypeUnknown),
            (b"\0" * 4096, refused.FileTypeUnknown),
            (ole("Unknown"), refused.FileTypeUnknown),
        ],
    )
    def test_is_told_what_it_is(self, data: bytes, why: type[refused.FileRefused] | None) -> None:
        if why is None:
            assert kind_of(data, "x") is content.GIF
            return
        with pytest.raises(why) as error:
            kind_of(data, "照片.jpg")
        assert "照片.jpg" in str(error.value)

    @pytest.mark.parametrize(
        "data",
        [
            docx(word__vbaProject_dot_bin=b"x"),
            docx(word__embeddings__run_dot_exe=b"x"),
            zipped({"mimetype": content.ODT.type.encode(), "Basic/script.xml": b""}),
            ole("WordDocument", "_VBA_PROJECT"),
            ole("Workbook", "\x01Ole10Native"),
            pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
            pdf(b"<< /S /Launch /F (cmd.exe) >>"),
        ],
    )
    def test_may_be_a_document_that_carries_a_program(self, data: bytes) -> None:
        with pytest.raises(refused.FileHasMacros):
            kind_of(data, "公文")

    @pytest.mark.parametrize(
        "data",
        [
            pdf(zipped({"run.js": b"x"})),  # a PDF that is a ZIP too
            docx() + b"<script>alert(1)</script>",  # something behind the archive
            b"PK\x03\x04" + b"\0" * 60 + docx(),  # something before it
        ],
    )
    def test_may_be_two_files_in_one(self, data: bytes) -> None:
        with pytest.raises((refused.FileDangerous, refused.FileDamaged)):
            kind_of(data, "两面")

    def test_may_be_a_document_that_unpacks_without_end(self) -> None:
        with pytest.raises(refused.FileIsArchive):
            kind_of(docx(word__a_dot_xml=b"\0" * (content.MAX_UNPACKED + 1)), "炸弹.docx")

    @pytest.mark.parametrize("data", [pdf()[:-8], docx()[:-30], b"PK\x03\x04" + b"\0" * 40])
    def test_may_be_cut_short(self, data: bytes) -> None:
        with pytest.raises(refused.FileDamaged):
            kind_of(data, "一半")


class TestAName:
    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ("路灯.jpeg", "路灯.jpg"),
            ("../../etc/passwd", "passwd.jpg"),
            ("C:\\fakepath\\IMG_1.JPG", "IMG_1.jpg"),
            ("photo.jpg.exe", "photo.jpg.jpg"),
            ("a\u202egpj.exe", "agpj.jpg"),
            ('x"><script>\r\nSet-Cookie: a', "x script Set-Cookie  a.jpg"),
            ("", "材料.jpg"),
            ("....", "材料.jpg"),
            ("长" * 400 + ".jpg", "长" * 100 + ".jpg"),
        ],
    )
    def test_is_cleaned_and_ends_as_the_content_says(self, given: str, shown: str) -> None:
        assert shown_name(given, "jpg") == shown
