"""Refusals of evidence files; the code in `errors` says which, and `file_wording.py` has a sentence for each."""

from collections.abc import Mapping
from typing import Final

from app.platform.errors import AppError, FieldError, Kind
from app.platform.media.kinds import Reason


class FileTooLarge(AppError):
    """More bytes or pixels than are kept, or too much work to look at (threat A15)."""

    slug = "file-too-large"
    title = "The file is too large"
    advice = "Send a smaller file: a shorter film, a picture with fewer pixels."
    kind = Kind.too_large


class FileTypeRefused(AppError):
    """Not one of the types that are kept, by its content (threat A26)."""

    slug = "file-type-refused"
    title = "This type of file is not kept"
    advice = (
        "Send a JPEG, PNG or WebP picture, an MP4, MOV or WebM film, an M4A, MP3, Ogg or WAV sound, or a PDF."
    )
    kind = Kind.unsupported_media


class FileDamaged(AppError):
    """Empty, cut off, or not in the form of its type."""

    slug = "file-damaged"
    title = "The file is empty or damaged"
    advice = "Open the file yourself to see whether it works, save it again, and send that."
    kind = Kind.invalid


class FileUnsafe(AppError):
    """Something in the file acts, hides, or is locked (threat A26)."""

    slug = "file-unsafe"
    title = "The file holds more than it shows"
    advice = "Send a plain file: print a document to PDF, without scripts, attachments or a password."
    kind = Kind.invalid


class DossierFull(AppError):
    """A dossier or a partnership keeps no more files than this."""

    slug = "dossier-full"
    title = "There is no room for this file"
    kind = Kind.conflict


class UploadOffsetMismatch(AppError):
    """Another part came first, or this one was sent before (tus 1.0.0)."""

    slug = "upload-offset-mismatch"
    title = "The upload goes on elsewhere"
    advice = "Ask with HEAD how much has arrived, and go on from there."
    kind = Kind.conflict


class TusVersionNeeded(AppError):
    """The request does not say that it speaks tus 1.0.0, or speaks another version."""

    slug = "tus-version-needed"
    title = "Uploads go by tus 1.0.0"
    advice = "Send the header Tus-Resumable: 1.0.0, as every tus client does by itself."
    kind = Kind.precondition_failed


class FileUnreadable(AppError):
    """What stands on our disk is gone or was changed."""

    slug = "file-unreadable"
    title = "The file cannot be read any more"
    advice = "Tell the operator the request_id: the file must come back from a backup."
    kind = Kind.broken


_ERROR_OF: Final[Mapping[Reason, type[AppError]]] = {
    Reason.too_large: FileTooLarge,
    Reason.too_many_pixels: FileTooLarge,
    Reason.too_heavy: FileTooLarge,
    Reason.empty: FileDamaged,
    Reason.damaged: FileDamaged,
    Reason.two_in_one: FileUnsafe,
    Reason.active_document: FileUnsafe,
    Reason.protected_document: FileUnsafe,
}


def refusal_of(reason: Reason) -> AppError:
    """The refusal for a reason; its code stands in `errors`."""
    error = _ERROR_OF.get(reason, FileTypeRefused)
    return error(errors=[FieldError("", reason.value, error.advice)])
