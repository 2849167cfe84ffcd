# One image for web, worker, scheduler and migrations; what differs stands in docker-compose.yml.

FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /venv
COPY requirements.lock .
RUN /venv/bin/pip install --require-hashes -r requirements.lock

FROM python:3.11.14-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=recovery.settings \
    ENVIRONMENT=production \
    HOST=0.0.0.0 \
    PORT=8000 \
    STATE_DIR=/var/lib/recovery \
    # Celery then ends what it does within half a minute instead of whenever it is done.
    REMAP_SIGTERM=SIGQUIT
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin recovery \
    && install -d -o recovery -g recovery -m 0700 /var/lib/recovery
WORKDIR /app
COPY --from=build /venv /venv
COPY . .
USER recovery
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-m", "recovery.launch.ready"]
CMD ["python", "-m", "gunicorn", "--config", "recovery/web_server.py", "recovery.wsgi"]
