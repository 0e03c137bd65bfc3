# Written by `seatrial dockerfile`, which also says why.
# A tag moves with security fixes. To fix the bytes, append @ and the digest printed by:
#   docker buildx imagetools inspect python:3.13-slim-trixie --format '{{.Manifest.Digest}}'
ARG PYTHON_IMAGE=python:3.13-slim-trixie

FROM ${PYTHON_IMAGE}
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
RUN groupadd --gid 10001 app \
 && useradd --no-log-init --uid 10001 --gid 10001 --create-home --shell /usr/sbin/nologin app
WORKDIR /app
COPY . .
USER 10001:10001
EXPOSE 8080
# Python as process 1 drops SIGTERM unless it handles it; SIGINT ends it at once.
STOPSIGNAL SIGINT
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python3", "-c", "import http.client, sys; c = http.client.HTTPConnection('127.0.0.1', 8080, timeout=4); c.request('GET', '/healthz'); sys.exit(c.getresponse().status >= 400)"]
ENTRYPOINT ["python", "server.py"]
