"""Refusals of assessing."""

from app.platform.errors import AppError, Kind


class UnknownLadder(AppError):
    """The validation levels never had this version."""

    slug = "unknown-validation-levels"
    title = "The validation levels have no such version"
    kind = Kind.not_found


class NotInThisState(AppError):
    """The table of `dossier_states.py` does not allow the act now."""

    slug = "not-in-this-state"
    title = "This cannot be done now"
    advice = "Open the dossier again: somebody else may have gone on with it."
    kind = Kind.conflict


class DossierClosed(AppError):
    slug = "dossier-closed"
    title = "This dossier takes nothing new any more"
    kind = Kind.conflict


class ClaimExists(AppError):
    slug = "claim-exists"
    title = "The dossier has this achievement already"
    kind = Kind.conflict


class MandateMissing(AppError):
    """Nobody judges without a mandate that runs at that moment."""

    slug = "mandate-missing"
    title = "You have no mandate for this achievement at this level today"
    kind = Kind.forbidden


class NotIndependent(AppError):
    """The same person, the candidate, or somebody who guides the candidate."""

    slug = "not-independent"
    title = "You cannot judge this, because you have another part in this dossier"
    kind = Kind.forbidden


class AppealTooLate(AppError):
    slug = "appeal-too-late"
    title = "The period in which a new judgement can be asked is over"
    kind = Kind.conflict


class CoSignLinkNotFound(AppError):
    slug = "co-sign-link-not-found"
    title = "This link does not work (any more)"
    kind = Kind.not_found


class SkillSetExists(AppError):
    slug = "skill-set-exists"
    title = "A skill set with this code already exists"
    kind = Kind.conflict


class SkillSetDrafted(AppError):
    """Two drafts at a time would each take the place of the other."""

    slug = "skill-set-drafted"
    title = "The skill set has a draft already"
    advice = "Edit or publish the draft that there is."
    kind = Kind.conflict


class SkillSetPublished(AppError):
    """A published version never changes."""

    slug = "skill-set-published"
    title = "This version is published and stays as it is"
    advice = "Make a draft of the next version."
    kind = Kind.conflict


class SkillSetChanged(AppError):
    """Somebody edited the draft after it was read."""

    slug = "precondition-failed"
    title = "Changed in the meantime"
    advice = "Read the draft again, and send your change with its new ETag."
    kind = Kind.precondition_failed
