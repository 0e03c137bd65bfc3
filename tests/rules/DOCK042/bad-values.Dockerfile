FROM a:1
LABEL a="" org.opencontainers.image.created=now org.opencontainers.image.url=x
LABEL org.opencontainers.image.revision=main org.opencontainers.image.version=latest org.opencontainers.image.licenses="Apache License" \
  org.opencontainers.image.authors=me
# expect: LABEL 2:12
# expect: LABEL 2:49
# expect: LABEL 2:7
# expect: LABEL 3:46
# expect: LABEL 3:7
# expect: LABEL 3:86
# expect: LABEL 4:3
