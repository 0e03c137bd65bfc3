# syntax=docker/dockerfile:1
# Written by `seatrial dockerfile`, which also says why.
# A tag moves with security fixes. To fix the bytes, append @ and the digest printed by:
#   docker buildx imagetools inspect python:3.12-slim-trixie --format '{{.Manifest.Digest}}'
ARG PYTHON_IMAGE=python:3.12-slim-trixie

FROM ${PYTHON_IMAGE} AS build
ENV PATH=/opt/tool/bin:$PATH \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore \
    XDG_CACHE_HOME=/var/cache/build \
    POETRY_NO_INTERACTION=1 \
    VIRTUAL_ENV=/opt/venv
WORKDIR /app
RUN --mount=type=cache,target=/var/cache/build \
    python3 -m venv /opt/tool \
 && pip install poetry==2.5.1 \
 && python3 -m venv --without-pip /opt/venv
COPY pyproject.toml poetry.lock ./
RUN --mount=type=cache,target=/var/cache/build \
    --mount=type=secret,id=POETRY_HTTP_BASIC_OUR_INDEX_USERNAME,env=POETRY_HTTP_BASIC_OUR_INDEX_USERNAME \
    --mount=type=secret,id=POETRY_HTTP_BASIC_OUR_INDEX_PASSWORD,env=POETRY_HTTP_BASIC_OUR_INDEX_PASSWORD \
    poetry install --only main --no-root
# Behind the dependencies: a change of the sources installs nothing but the project.
COPY . .
RUN --mount=type=cache,target=/var/cache/build \
    pip --python /opt/venv install --no-deps .

FROM ${PYTHON_IMAGE}
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    STREAMLIT_SERVER_HEADLESS=true
RUN groupadd --gid 10001 app \
 && useradd --no-log-init --uid 10001 --gid 10001 --create-home --shell /usr/sbin/nologin app
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY . .
USER 10001:10001
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python3", "-c", "import http.client, sys; c = http.client.HTTPConnection('127.0.0.1', 8501, timeout=4); c.request('GET', '/_stcore/health'); sys.exit(c.getresponse().status >= 400)"]
ENTRYPOINT ["streamlit", "run", "dashboard.py", "--server.address", "0.0.0.0", "--server.port", "8501"]
