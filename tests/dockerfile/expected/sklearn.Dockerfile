# Written by `seatrial dockerfile`, which also says why.
# A tag moves with security fixes. To fix the bytes, append @ and the digest printed by:
#   docker buildx imagetools inspect python:3.12-slim-trixie --format '{{.Manifest.Digest}}'
ARG PYTHON_IMAGE=python:3.12-slim-trixie

FROM ${PYTHON_IMAGE} AS build
ENV PATH=/opt/tool/bin:$PATH \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore \
    XDG_CACHE_HOME=/var/cache/build \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PROJECT_ENVIRONMENT=/opt/venv \
    UV_PYTHON=/opt/venv/bin/python \
    UV_PYTHON_DOWNLOADS=never
WORKDIR /app
RUN --mount=type=cache,target=/var/cache/build \
    python3 -m venv /opt/tool \
 && pip install uv==0.13.9 \
 && python3 -m venv --without-pip /opt/venv
COPY pyproject.toml ./
RUN --mount=type=cache,target=/var/cache/build \
    uv pip install --python /opt/venv --requirement pyproject.toml
# Behind the dependencies: a change of the sources installs nothing but the project.
COPY . .
ARG VERSION=0.0.0
RUN --mount=type=cache,target=/var/cache/build \
    SETUPTOOLS_SCM_PRETEND_VERSION=${VERSION} uv pip install --python /opt/venv --no-deps .

FROM ${PYTHON_IMAGE}
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      "libgl1=1.7.*" \
      "libglib2.0-0t64=2.84.*" \
      "libsm6=2:1.2.*" \
      "libxext6=2:1.3.*" \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 app \
 && useradd --no-log-init --uid 10001 --gid 10001 --create-home --shell /usr/sbin/nologin app \
 && install --directory --owner=10001 --group=10001 /app
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
USER 10001:10001
# Python as process 1 drops SIGTERM unless it handles it; SIGINT ends it at once.
STOPSIGNAL SIGINT
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python3", "-c", "import sys; sys.exit(open('/proc/1/stat').read().rpartition(')')[2].split()[0] in 'TtXZ')"]
ENTRYPOINT ["churn-train"]
