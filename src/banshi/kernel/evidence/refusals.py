"""Why a file is not taken in; each says what to do instead."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import BanshiError, Conflict, Invalid, TooLarge


class FileRefused(Invalid):
    """The file cannot be taken in as it is."""

    code = "file_refused"
    message = _("“%(name)s”不能接收。请提交照片（JPEG、PNG、WebP）、PDF、OFD 或 Office 文档。")


class FileEmpty(FileRefused):
    """Nothing in it: often a photo that the phone had not finished writing."""

    code = "file_empty"
    message = _("“%(name)s”是空文件。请重新选择。")


class FileDangerous(FileRefused):
    """A program, script or web page, whatever its name says."""

    code = "file_dangerous"
    message = _("“%(name)s”是程序、脚本或网页，不能接收。请提交照片、PDF、OFD 或 Office 文档。")


class FileTypeUnknown(FileRefused):
    """Content of a kind that is not accepted."""

    code = "file_type_unknown"
    message = _("“%(name)s”的内容不是可接收的类型。请提交照片（JPEG、PNG、WebP）、PDF、OFD 或 Office 文档。")


class FileNeedsConversion(FileRefused):
    """A photo in a format that not everyone who must see it can open."""

    code = "file_needs_conversion"
    message = _("“%(name)s”是 HEIC 格式。请在手机相册里另存为 JPEG，或把相机设置改为“兼容性最佳”后再提交。")


class FileIsArchive(FileRefused):
    """A bundle of files, which cannot be looked into safely."""

    code = "file_is_archive"
    message = _("“%(name)s”是压缩包。请解压后把里面的文件逐个提交。")


class FileIsRecording(FileRefused):
    """Sound or moving pictures; their hidden place cannot be removed reliably."""

    code = "file_is_recording"
    message = _("“%(name)s”是音频或视频，目前不能接收。请提交照片，并用文字说明经过。")


class FileDamaged(FileRefused):
    """The content breaks off or contradicts itself."""

    code = "file_damaged"
    message = _("“%(name)s”不完整或已损坏，打不开。请重新拍照或另存后再提交。")


class FileHasMacros(FileRefused):
    """A document that carries programs."""

    code = "file_has_macros"
    message = _("“%(name)s”含有宏或可执行内容。请另存为不含宏的文档或 PDF 后再提交。")


class FileInfected(FileRefused):
    """The virus scanner found something."""

    code = "file_infected"
    message = _("“%(name)s”未通过病毒检查（%(found)s）。请先杀毒，再重新提交。")


class FileTooLarge(TooLarge):
    """More bytes than one file may have."""

    code = "file_too_large"
    message = _("“%(name)s”有 %(given)s MB，最多 %(allowed)s MB。请压缩或拆分后再提交。")


class ImageTooLarge(TooLarge):
    """More pixels than are decoded."""

    code = "image_too_large"
    message = _("“%(name)s”有 %(given)s 百万像素，最多 %(allowed)s 百万。请缩小后再提交。")


class FileGone(Conflict):
    """The accepted bytes were cleared away before the form was sent."""

    code = "file_gone"
    message = _("“%(name)s”放置太久，已被清理。请重新选择文件后再提交。")


class ScannerAway(BanshiError):
    """The virus scanner is set but does not answer: nothing is taken in unchecked."""

    code = "scanner_away"
    status = 503
    message = _("病毒检查暂时不可用，“%(name)s”没有收下。请几分钟后再提交；文字内容可以先提交。")
