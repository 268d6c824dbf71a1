"""Routes of the vocabulary, one module for each thing."""

from app.ontologies.api import concepts, skills

routers = (skills.router, concepts.router)
