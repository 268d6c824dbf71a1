"""Routes of the vocabulary, one module for each thing."""

from app.ontologies.api import concepts, skills, terms

routers = (skills.router, concepts.router, terms.router)
