#!/bin/sh
# Runs once, as the superuser, when PostgreSQL creates its data directory.
# Two roles: the owner migrates; the application works, and can neither run DDL nor step around row-level security.
# Passwords come from secret files and reach psql by its environment, so no process list shows them.
set -eu
OWNER_PASSWORD=$(cat /run/secrets/database_owner_password)
APP_PASSWORD=$(cat /run/secrets/database_app_password)
export OWNER_PASSWORD APP_PASSWORD
psql --no-psqlrc --set=ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
SET log_statement = 'none';
CREATE ROLE skillspass_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
    PASSWORD :'owner_password';
CREATE ROLE skillspass_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
    PASSWORD :'app_password';
CREATE DATABASE skillspass OWNER skillspass_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE skillspass FROM PUBLIC;
GRANT CONNECT ON DATABASE skillspass TO skillspass_app;
\connect skillspass
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO skillspass_owner;
GRANT USAGE ON SCHEMA public TO skillspass_app;
SQL
