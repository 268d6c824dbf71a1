"""Pages of ontologies: the own terms of a partnership, and to which public concept each belongs."""

from app.ontologies.pages import terms

pages = (terms.pages,)
