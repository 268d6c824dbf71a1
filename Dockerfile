# Two stages: the first installs the locked packages, the second carries only what runs.
# Pin both lines by digest in your own registry; the tag says which release was tested.
FROM python:3.11.14-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_COMPILE=1
WORKDIR /build
RUN python -m venv /opt/skillspass
COPY requirements.lock ./
RUN /opt/skillspass/bin/pip install --require-hashes --no-deps --only-binary=:all: -r requirements.lock

FROM python:3.11.14-slim-bookworm
LABEL org.opencontainers.image.title="skills passport" \
      org.opencontainers.image.licenses="EUPL-1.2"
# Nothing is written outside /tmp and the mounted data directory, so the root file system can be read-only.
ENV PATH=/opt/skillspass/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONSAFEPATH=0
RUN groupadd --system --gid 10001 skillspass \
 && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent \
            --shell /usr/sbin/nologin skillspass \
 && install --directory --owner 10001 --group 10001 --mode 0700 /var/lib/skillspass/uploads /var/lib/skillspass/journal
COPY --from=packages /opt/skillspass /opt/skillspass
WORKDIR /srv/skillspass
COPY pyproject.toml LICENSE ./
COPY migrations ./migrations
COPY schemas ./schemas
COPY docs/problems ./docs/problems
COPY app ./app
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["python", "-m", "app"]
CMD ["serve"]
