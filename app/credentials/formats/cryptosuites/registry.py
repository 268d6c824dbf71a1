"""The only list of cryptosuites."""

from typing import Final

from app.credentials.formats.cryptosuites.base import Cryptosuite
from app.credentials.formats.cryptosuites.ecdsa_jcs_2019 import ECDSA_JCS_2019
from app.credentials.formats.cryptosuites.ecdsa_rdfc_2019 import ECDSA_RDFC_2019
from app.credentials.formats.cryptosuites.ecdsa_sd_2023 import ECDSA_SD_2023
from app.credentials.formats.cryptosuites.eddsa_jcs_2022 import EDDSA_JCS_2022
from app.credentials.formats.cryptosuites.eddsa_rdfc_2022 import EDDSA_RDFC_2022

CRYPTOSUITES: Final[tuple[Cryptosuite, ...]] = (
    EDDSA_RDFC_2022,
    EDDSA_JCS_2022,
    ECDSA_RDFC_2019,
    ECDSA_JCS_2019,
    ECDSA_SD_2023,
)
_BY_NAME: Final = {suite.name: suite for suite in CRYPTOSUITES}


def find_cryptosuite(name: object) -> Cryptosuite | None:
    """The suite of that name, None for every other value."""
    return _BY_NAME.get(name) if type(name) is str else None
