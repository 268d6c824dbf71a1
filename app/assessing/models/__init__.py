"""Tables of the assessing room; organisation_id comes first in every key, unique constraint and foreign key."""

from app.assessing.models.mandates import MandateRecord

__all__ = ["MandateRecord"]
