FROM a:1 AS build-amd64
RUN apt-get install -y gcc
FROM b:1 AS build-arm64
RUN apt-get install -y gcc
FROM build-${TARGETARCH} AS build
RUN make
FROM a:1
COPY --from=build /x /x
