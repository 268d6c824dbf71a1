"""Labels of blank nodes, and identifiers as terms of N-Quads."""

from app.credentials.errors import CanonicalizationBudget, DataLoss
from app.credentials.linked_data.iri import is_iri
from app.credentials.linked_data.terms import ActiveContext
from app.credentials.linked_data.writers import expand_name, expand_prefix


class Labels:
    """Hands out the labels of one document, at most as many as the limit."""

    def __init__(self, limit: int) -> None:
        self._limit, self._count = limit, 0
        self._given: dict[str, str] = {}

    def new(self) -> str:
        """A fresh label; raises CanonicalizationBudget."""
        if self._count == self._limit:
            raise CanonicalizationBudget
        self._count += 1
        return f"_:b{self._count - 1}"

    def refer(self, value: str, context: ActiveContext) -> str:
        """An identifier as an IRI or label (JSON-LD 1.1 API section 5.2, with base null); raises DataLoss."""
        if value[:2] == "_:":
            if value not in self._given:
                self._given[value] = self.new()
            return self._given[value]
        if context.prefixes:
            value = expand_prefix(context, value)
        if not is_iri(value):
            raise DataLoss("An identifier is not an absolute address.")
        return f"<{value}>"

    def name(self, value: str, context: ActiveContext) -> str:
        """As `refer`, but terms and the vocabulary count too."""
        if value[:2] == "_:":
            return self.refer(value, context)
        return f"<{expand_name(context, value)}>"
