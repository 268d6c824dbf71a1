"""What can go wrong in issuing, in the words of the issuer."""

from uuid import UUID

from app.platform.errors import AppError, Kind


class AchievementExists(AppError):
    slug = "achievement-exists"
    title = "An achievement with this code already exists"
    kind = Kind.conflict


class AchievementOfSkillSet(AppError):
    """Its versions are those of its skill set."""

    slug = "achievement-of-skill-set"
    title = "This achievement belongs to a skill set"
    advice = "Make the next version of the skill set; publishing it makes that of the achievement."
    kind = Kind.conflict


class Irreversible(AppError):
    slug = "irreversible"
    title = "A revocation cannot be undone or changed"
    kind = Kind.conflict


class CredentialAlreadyRevoked(AppError):
    slug = "credential-already-revoked"
    title = "The credential was revoked; no other form of it is made"
    kind = Kind.conflict


class NotReplaceable(AppError):
    slug = "not-replaceable"
    title = "No other credential can take the place of this one"
    kind = Kind.conflict


class StatusHistoryNotKept(AppError):
    slug = "status-history-not-kept"
    title = "The status at another moment than now is not told"
    kind = Kind.not_implemented


class IssuerForbidden(AppError):
    slug = "issuer-forbidden"
    title = "This key may not issue in the name of that issuer"
    kind = Kind.forbidden


class LintMismatch(AppError):
    slug = "lint-mismatch"
    title = "The credential did not pass its last check; nothing was signed"
    kind = Kind.broken


class SignerUnavailable(AppError):
    slug = "signer-unavailable"
    title = "The signing key cannot be used now"
    kind = Kind.unavailable


class ClockUntrusted(AppError):
    slug = "clock-untrusted"
    title = "The clock of the service is behind its own records; nothing is issued now"
    kind = Kind.unavailable


class StatusRollback(AppError):
    slug = "status-rollback"
    title = "An older status list than the last one may not be published"
    kind = Kind.broken


class ClaimLinkNotFound(AppError):
    slug = "claim-link-not-found"
    title = "This link does not work (any more)"
    kind = Kind.not_found


class UnreadableRoster(AppError):
    slug = "unreadable-roster"
    title = "This file cannot be read as a roster"
    kind = Kind.invalid


class RosterTooLarge(AppError):
    slug = "roster-too-large"
    title = "This file has too many rows"
    kind = Kind.too_large


class BatchNotADraft(AppError):
    slug = "batch-not-a-draft"
    title = "This batch is not a draft any more"
    kind = Kind.conflict


class BatchHasErrors(AppError):
    slug = "batch-has-errors"
    title = "This batch has mistakes, so it was not issued"
    kind = Kind.conflict


class AlreadyCollected(AppError):
    """What the claim link gives is in a passport already, of `holder_id`, who is not signed in here."""

    slug = "already-collected"
    title = "These credentials are in a passport already"
    advice = "Sign in to that passport, or ask the partnership for a new way in at its desk."
    kind = Kind.conflict

    def __init__(self, holder_id: UUID, organisation_id: UUID) -> None:
        super().__init__()
        self.holder_id, self.organisation_id = holder_id, organisation_id
