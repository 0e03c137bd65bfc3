# Written by `seatrial dockerfile`, which also says why.
# A tag moves with security fixes. To fix the bytes, append @ and the digest printed by:
#   docker buildx imagetools inspect python:3.11-slim-trixie --format '{{.Manifest.Digest}}'
ARG PYTHON_IMAGE=python:3.11-slim-trixie

FROM ${PYTHON_IMAGE} AS build
ENV PATH=/opt/tool/bin:$PATH \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore \
    XDG_CACHE_HOME=/var/cache/build \
    PIPENV_VERBOSITY=-1 \
    VIRTUAL_ENV=/opt/venv \
    NETRC=/run/secrets/netrc
WORKDIR /app
RUN --mount=type=cache,target=/var/cache/build \
    python3 -m venv /opt/tool \
 && pip install pipenv==2026.10.3 \
 && python3 -m venv --without-pip /opt/venv
COPY Pipfile Pipfile.lock ./
RUN --mount=type=cache,target=/var/cache/build \
    --mount=type=secret,id=netrc \
    pipenv sync

FROM ${PYTHON_IMAGE}
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    GRADIO_SERVER_NAME=0.0.0.0 \
    GRADIO_SERVER_PORT=7000
RUN groupadd --gid 10001 app \
 && useradd --no-log-init --uid 10001 --gid 10001 --create-home --shell /usr/sbin/nologin app
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY . .
USER 10001:10001
EXPOSE 7000
# Python as process 1 drops SIGTERM unless it handles it; SIGINT ends it at once.
STOPSIGNAL SIGINT
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python3", "-c", "import socket; socket.create_connection(('127.0.0.1', 7000), 4).close()"]
ENTRYPOINT ["python", "demo.py"]
