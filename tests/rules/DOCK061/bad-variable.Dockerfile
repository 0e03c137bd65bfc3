FROM a:1 AS base-amd64
RUN apt-get install -y gcc
FROM b:1 AS other
RUN apt-get install -y gcc
FROM base-${TARGETARCH}
COPY --from=other /x /x
# expect: RUN 2:24
