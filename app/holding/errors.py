"""What can be wrong with a request about a passport or a share link."""

from typing import ClassVar

from app.platform.errors import AppError, Forbidden, Kind, Unauthenticated
from app.web.errors import ElsewhereFirst


class UnknownShareLink(AppError):
    """This holder has no such share link."""

    slug: ClassVar[str] = "unknown-share-link"
    title: ClassVar[str] = "Unknown share link"
    advice: ClassVar[str] = "List the share links of this passport, and use an id from there."
    kind: ClassVar[Kind] = Kind.not_found


class ShareLinkNotWorking(AppError):
    """For a visitor: the link expired, was stopped or used up, or never existed. All the same."""

    slug: ClassVar[str] = "share-link-not-working"
    title: ClassVar[str] = "Share link does not work"
    advice: ClassVar[str] = "Ask the person who gave you this link for a new one."
    kind: ClassVar[Kind] = Kind.not_found


class CredentialStateConflict(AppError):
    """What the holder wants cannot follow what was done with this credential before."""

    slug: ClassVar[str] = "credential-state-conflict"
    title: ClassVar[str] = "This cannot be done with the credential now"
    advice: ClassVar[str] = "Read the credential again; accept a refused one before you hide it."
    kind: ClassVar[Kind] = Kind.conflict


class DisputeOpen(AppError):
    """What is not right about this credential was told already, and waits for an answer."""

    slug: ClassVar[str] = "dispute-open"
    title: ClassVar[str] = "There is a dispute about this credential already"
    advice: ClassVar[str] = "Wait for the answer of the partnership, or withdraw the dispute first."
    kind: ClassVar[Kind] = Kind.conflict


class DisputeClosed(AppError):
    """The dispute was answered or taken back, and that cannot be changed."""

    slug: ClassVar[str] = "dispute-closed"
    title: ClassVar[str] = "This dispute is closed"
    advice: ClassVar[str] = "Read the dispute again; a new one can be made about the same credential."
    kind: ClassVar[Kind] = Kind.conflict


class InvalidShare(AppError):
    """The chosen credentials or the chosen period cannot be shared; `errors` says which and why."""

    slug: ClassVar[str] = "invalid-share"
    title: ClassVar[str] = "Share is not possible"
    advice: ClassVar[str] = "Correct what the member errors names, and send the request again."
    kind: ClassVar[Kind] = Kind.invalid


class LinkNotForPaper(AppError):
    """The share link has no code to print, or does not work (any more)."""

    slug: ClassVar[str] = "link-not-for-paper"
    title: ClassVar[str] = "Share link is not for paper"
    advice: ClassVar[str] = "Make a share link with isForPaper, and print that one before it expires."
    kind: ClassVar[Kind] = Kind.conflict


class NothingCollected(AppError):
    """This recipient has no passport yet: there is nothing to open again."""

    slug: ClassVar[str] = "nothing-collected"
    title: ClassVar[str] = "Nothing was collected yet"
    advice: ClassVar[str] = "Make a claim link or a code for this recipient instead."
    kind: ClassVar[Kind] = Kind.conflict


class RecoveryNotWorking(AppError):
    """The code was stopped, used or expired, opens nothing, or not yet. All the same."""

    slug: ClassVar[str] = "recovery-not-working"
    title: ClassVar[str] = "This code does not open a passport"
    advice: ClassVar[str] = (
        "Wait until the moment that was told with the code, or ask the partnership for a new one."
    )
    kind: ClassVar[Kind] = Kind.not_found


class NotWhileHelped(Forbidden):
    """A coach looks along on this device: the passport can be seen, and nothing else."""

    slug: ClassVar[str] = "not-while-helped"
    title: ClassVar[str] = "Not while a coach looks along"
    advice: ClassVar[str] = "End the look first. Whose passport it is does this on a device of their own."


class CredentialsRefused(Unauthenticated):
    """The code is wrong, used or too old, or was asked by somebody else."""

    slug: ClassVar[str] = "invalid-credentials"
    title: ClassVar[str] = "This code opens nothing"
    advice: ClassVar[str] = "Ask for a new code, and type it where it was asked."


class AddressTaken(AppError):
    """The address opens another passport; only who reads its messages learns so."""

    slug: ClassVar[str] = "address-taken"
    title: ClassVar[str] = "This address opens another passport"
    advice: ClassVar[str] = "Use another address, or sign in to that passport with this one."
    kind: ClassVar[Kind] = Kind.conflict


class ShareNotVerified(AppError):
    """The share link does not work, or was not opened with a key of this organisation: both look the same."""

    slug: ClassVar[str] = "share-not-verified"
    title: ClassVar[str] = "This share cannot be followed"
    advice: ClassVar[str] = "Verify the share link first, with POST /v1/verifications and the same API key."
    kind: ClassVar[Kind] = Kind.conflict


class UnderSixteen(ElsewhereFirst):
    """Whose passport it is, is not sixteen yet: nothing is shared in public until that day."""

    slug: ClassVar[str] = "under-sixteen"
    title: ClassVar[str] = "No sharing under sixteen"
    advice: ClassVar[str] = (
        "Wait for the sixteenth birthday; until then the export of the passport can be used."
    )
    kind: ClassVar[Kind] = Kind.forbidden
    page_path: ClassVar[str] = "/passport/from-sixteen"


class GuardianNeeded(ElsewhereFirst):
    """Whose passport it is, is not sixteen yet, and no parent or guardian said yes."""

    slug: ClassVar[str] = "guardian-needed"
    title: ClassVar[str] = "A parent or guardian has to agree first"
    advice: ClassVar[str] = (
        "Open /passport/guardian in a browser and give the mail address of a parent or guardian."
    )
    kind: ClassVar[Kind] = Kind.forbidden
    page_path: ClassVar[str] = "/passport/guardian"


class OwnAddress(AppError):
    """The address opens the passport itself, so nobody but its holder would answer."""

    slug: ClassVar[str] = "own-address"
    title: ClassVar[str] = "This address opens the passport itself"
    advice: ClassVar[str] = "Give the address of a parent or guardian."
    kind: ClassVar[Kind] = Kind.invalid


class GuardianLinkNotWorking(AppError):
    """For whom it was sent: the link was used, replaced or expired, or never existed. All the same."""

    slug: ClassVar[str] = "guardian-link-not-working"
    title: ClassVar[str] = "This link does not work any more"
    advice: ClassVar[str] = "Ask for a new mail in the passport."
    kind: ClassVar[Kind] = Kind.not_found
