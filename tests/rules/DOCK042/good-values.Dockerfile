ARG V
FROM a:1
LABEL a=1 org.opencontainers.image.created=2026-11-25T10:00:00+01:00 org.opencontainers.image.url=https://x
LABEL org.opencontainers.image.revision=abcdef1 org.opencontainers.image.version=$V org.opencontainers.image.licenses="MIT OR Apache-2.0" org.opencontainers.image.authors="X <x@y.z>"
