"""What the API tells of a dossier: a not-yet to those who work on it, to a mere reader nothing that gives it away."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.accounts.permissions import Issuer, Scope
from app.assessing.dossier_schemas import dossier_summary_view, dossier_view, is_insider
from app.assessing.dossier_states import ClaimState, DossierState
from app.assessing.dossiers import Claim, Dossier

NOW, ID = datetime(2026, 9, 1, tzinfo=UTC), UUID(int=1)
CLAIM = Claim(ID, ID, ID, 2, ClaimState.not_yet, 1, NOW, NOW)
DOSSIER = Dossier(ID, ID, ID, 1, "person:x", None, DossierState.closed, NOW, NOW, NOW, (CLAIM,))


def caller(*scopes: Scope) -> Issuer:
    return Issuer(ID, "api-key:x", frozenset(scopes), "Regio", "regio")


@pytest.mark.parametrize("scope", [Scope.DOSSIERS_OPEN, Scope.DOSSIERS_JUDGE, Scope.DOSSIERS_SECOND])
def test_who_works_on_dossiers_sees_a_not_yet(scope: Scope) -> None:
    issuer = caller(Scope.DOSSIERS_READ, scope)
    shown = dossier_view(DOSSIER, issuer)
    assert is_insider(issuer)
    assert (shown.state, shown.claims[0].state) == (DossierState.closed, ClaimState.not_yet)


def test_a_mere_reader_sees_a_claim_that_is_not_finished() -> None:
    issuer = caller(Scope.DOSSIERS_READ, Scope.CREDENTIALS_READ)
    shown = dossier_view(DOSSIER, issuer)
    assert (shown.state, shown.claims[0].state) == (DossierState.open, ClaimState.collecting)
    assert dossier_summary_view(DOSSIER, issuer).state is DossierState.open
    assert "not-yet" not in shown.model_dump_json()
