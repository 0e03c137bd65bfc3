FROM a:1 AS x
LABEL org.opencontainers.image.source=https://x
FROM x
LABEL org.opencontainers.image.version=1 org.opencontainers.image.licenses=MIT
