"""The tables of every room, so that the whole schema is known in one place."""

from app.accounts import models as accounts_models
from app.assessing import models as assessing_models
from app.following import models as following_models
from app.holding import models as holding_models
from app.issuing import models as issuing_models
from app.ontologies import models as ontologies_models
from app.platform import audit, erasure_journal, fetch, idempotency, mail_rows
from app.platform.database import Base
from app.trust import models as trust_models
from app.verifying import models as verifying_models

ROOMS = (
    audit,
    idempotency,
    fetch,
    mail_rows,
    erasure_journal,
    accounts_models,
    ontologies_models,
    trust_models,
    assessing_models,
    issuing_models,
    holding_models,
    verifying_models,
    following_models,
)
metadata = Base.metadata
