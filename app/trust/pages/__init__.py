"""Pages of trust: the public register, and the recognitions of a partnership at its desk."""

from app.trust.pages import recognitions, register

pages = (register.pages, recognitions.pages)
