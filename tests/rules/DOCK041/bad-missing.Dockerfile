FROM a:1 AS x
LABEL org.opencontainers.image.source=https://x
FROM a:1
LABEL org.opencontainers.image.version=1 org.label-schema.name=x
# expect: FROM 3:1
# expect: LABEL 4:42
