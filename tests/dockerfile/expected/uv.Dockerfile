# Written by `seatrial dockerfile`, which also says why.
# A tag moves with security fixes. To fix the bytes, append @ and the digest printed by:
#   docker buildx imagetools inspect python:3.13-slim-trixie --format '{{.Manifest.Digest}}'
ARG PYTHON_IMAGE=python:3.13-slim-trixie

FROM ${PYTHON_IMAGE} AS build
ENV PATH=/opt/tool/bin:$PATH \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore \
    XDG_CACHE_HOME=/var/cache/build \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PROJECT_ENVIRONMENT=/opt/venv \
    UV_PYTHON=/opt/venv/bin/python \
    UV_PYTHON_DOWNLOADS=never \
    NETRC=/run/secrets/netrc
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      "git=1:2.47.*" \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
RUN --mount=type=cache,target=/var/cache/build \
    python3 -m venv /opt/tool \
 && pip install uv==0.13.9 \
 && python3 -m venv --without-pip /opt/venv
COPY pyproject.toml uv.lock ./
RUN --mount=type=cache,target=/var/cache/build \
    --mount=type=secret,id=netrc \
    uv sync --frozen --no-dev --no-install-local

FROM ${PYTHON_IMAGE}
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONPATH=/app/src
RUN groupadd --gid 10001 app \
 && useradd --no-log-init --uid 10001 --gid 10001 --create-home --shell /usr/sbin/nologin app
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY . .
USER 10001:10001
EXPOSE 9000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python3", "-c", "import socket; socket.create_connection(('127.0.0.1', 9000), 4).close()"]
ENTRYPOINT ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "9000"]
