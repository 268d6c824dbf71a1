"""Sheets: bulk orders that stand as a draft until they are confirmed."""

from alembic import op

revision = "0033_sheets"
down_revision = "0032_address_changes"
branch_labels = None
depends_on = None

TENANT = "organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid"
SWEEP = "current_setting('app.sweep', true) = 'on'"
REWRAP = "current_setting('app.sweep', true) = 'rewrap'"
STATES = "ALTER TABLE credential_batches DROP CONSTRAINT ck_credential_batches_state"
CREATE = (
    STATES,
    """
    ALTER TABLE credential_batches ADD CONSTRAINT ck_credential_batches_state
        CHECK (state IN ('receiving', 'draft', 'running', 'done', 'discarded'))""",
    """
    CREATE TABLE credential_sheets (
        organisation_id uuid NOT NULL, batch_id uuid NOT NULL, header_sealed bytea, header_row integer NOT NULL,
        columns jsonb NOT NULL, date_order text NOT NULL, row_count integer NOT NULL,
        faulty_count integer NOT NULL, repeated_count integer NOT NULL, confirmed_rows text,
        touched_at timestamptz NOT NULL,
        CONSTRAINT pk_credential_sheets PRIMARY KEY (organisation_id, batch_id),
        CONSTRAINT ck_credential_sheets_date_order CHECK (date_order IN ('', 'day-first', 'month-first')),
        CONSTRAINT ck_credential_sheets_confirmed_rows CHECK (confirmed_rows IN ('all', 'valid')),
        CONSTRAINT fk_credential_sheets_batch
            FOREIGN KEY (organisation_id, batch_id) REFERENCES credential_batches (organisation_id, id)
    )""",
    """
    CREATE TABLE credential_sheet_parts (
        organisation_id uuid NOT NULL, batch_id uuid NOT NULL, position integer NOT NULL,
        rows_sealed bytea NOT NULL, findings_sealed bytea NOT NULL,
        CONSTRAINT pk_credential_sheet_parts PRIMARY KEY (organisation_id, batch_id, position),
        CONSTRAINT fk_credential_sheet_parts_sheet
            FOREIGN KEY (organisation_id, batch_id) REFERENCES credential_sheets (organisation_id, batch_id)
    )""",
    "ALTER TABLE credential_sheet_parts ALTER COLUMN rows_sealed SET STORAGE EXTERNAL",
)
GRANTS = {
    "credential_sheets": (
        "SELECT, INSERT, UPDATE (header_sealed, header_row, columns, date_order, row_count, faulty_count,"
        " repeated_count, confirmed_rows, touched_at)"
    ),
    "credential_sheet_parts": "SELECT, INSERT, DELETE, UPDATE (rows_sealed, findings_sealed)",
}


def upgrade() -> None:
    """A draft is its organisation's; the sweep sees only that a sheet is there, to forget it in time."""
    for statement in CREATE:
        op.execute(statement)
    for table, grant in GRANTS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {table}_tenant ON {table} USING ({TENANT}) WITH CHECK ({TENANT})")
        op.execute(f"GRANT {grant} ON {table} TO skillspass_app")
        for command in ("SELECT", "UPDATE"):
            op.execute(
                f"CREATE POLICY {table}_rewrap_{command.lower()} ON {table} FOR {command} TO skillspass_owner"
                f" USING ({REWRAP})"
            )
    op.execute(f"CREATE POLICY credential_sheets_sweep ON credential_sheets FOR SELECT USING ({SWEEP})")
    op.execute("GRANT UPDATE (source) ON credential_batches TO skillspass_app")


def downgrade() -> None:
    """Drop sheets; batches that stand as a draft or were thrown away go with them."""
    op.execute("REVOKE UPDATE (source) ON credential_batches FROM skillspass_app")
    for table in reversed(list(GRANTS)):
        op.execute(f"DROP TABLE {table}")
    op.execute(STATES)
    op.execute("DELETE FROM credential_batches WHERE state IN ('draft', 'discarded')")
    op.execute(
        "ALTER TABLE credential_batches ADD CONSTRAINT ck_credential_batches_state"
        " CHECK (state IN ('receiving', 'running', 'done'))"
    )
