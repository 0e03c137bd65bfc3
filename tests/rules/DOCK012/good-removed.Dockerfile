FROM a:1 AS build
RUN apt-get update && apt-get install -y gcc
FROM a:1
COPY --from=build /x /x
RUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*
RUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y x
RUN <<EOF
apt-get update
find /var/lib/apt/lists -delete
EOF
