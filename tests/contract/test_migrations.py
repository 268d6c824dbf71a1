"""The one chain of migrations goes up, down and up again, and agrees with the models."""

import psycopg
import pytest
from alembic.script import ScriptDirectory

from app.platform.embedded import EmbeddedPostgres, address, start_embedded
from app.platform.migrating import alembic_config, downgrade, ensure_no_drift, upgrade
from app.web.readiness import newest_migration


@pytest.fixture(scope="module")
def fresh(server: EmbeddedPostgres) -> EmbeddedPostgres:
    """An empty database on the same server."""
    return start_embedded(server.server.pgdata, database="migrations")


def test_the_models_and_the_tables_agree(fresh: EmbeddedPostgres) -> None:
    upgrade(fresh.owner_url)
    ensure_no_drift(fresh.owner_url)


def test_the_newest_migration_is_the_head_of_the_chain(fresh: EmbeddedPostgres) -> None:
    chain = ScriptDirectory.from_config(alembic_config(fresh.owner_url))
    assert newest_migration() == chain.get_current_head()


def test_every_migration_can_be_taken_back_and_applied_again(fresh: EmbeddedPostgres) -> None:
    upgrade(fresh.owner_url)
    downgrade(fresh.owner_url, "base")
    superuser = address(fresh.server.get_uri(), "postgres", "migrations")
    with psycopg.connect(superuser) as connection:
        left = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert left == [("alembic_version",)]
    upgrade(fresh.owner_url)
    ensure_no_drift(fresh.owner_url)


def test_every_table_with_an_owner_forces_row_level_security(fresh: EmbeddedPostgres) -> None:
    upgrade(fresh.owner_url)
    query = """
        SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
          AND a.attname IN ('organisation_id', 'holder_id') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
    """
    with psycopg.connect(address(fresh.server.get_uri(), "postgres", "migrations")) as connection:
        # The register is public reading, and only the operator's role may write it.
        assert connection.execute(query).fetchall() == []


def test_the_applications_role_has_no_power_over_the_schema(fresh: EmbeddedPostgres) -> None:
    with psycopg.connect(fresh.url) as connection:
        rights = "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
        assert connection.execute(rights).fetchone() == (False,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (id int)")
