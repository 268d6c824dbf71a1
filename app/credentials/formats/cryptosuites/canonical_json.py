"""The transformation of the JCS suites: the document as JSON, in the form of RFC 8785."""

from typing import Any

from app.credentials.encoding import jcs
from app.credentials.errors import JsonNotStrict
from app.credentials.formats.cryptosuites.base import Document, without_value
from app.credentials.keys.algorithms import Algorithm


class CanonicalJson:
    """VC-DI-EdDSA sections 3.3.3 and 3.3.5; the same in VC-DI-ECDSA."""

    def canonicalize(self, document: Document, algorithm: Algorithm) -> bytes:
        """The document in JCS, which no algorithm changes; raises JsonNotStrict."""
        try:
            return jcs.canonicalize(document)
        except ValueError as error:
            raise JsonNotStrict from error

    def configure(self, proof: Document, document: Document) -> dict[str, Any]:
        """The proof as it stands, with its own @context when it has one."""
        return without_value(proof)

    def added_options(self, document: Document) -> dict[str, Any]:
        """The contexts of the document, so that they stay what they were (VC-DI-EdDSA section 3.3.1)."""
        return {"@context": document["@context"]} if "@context" in document else {}
