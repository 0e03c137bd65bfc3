ARG P
FROM --platform=$BUILDPLATFORM a:1
FROM --platform=linux/amd64 a:1 AS run-amd64
FROM --platform=$P a:1
FROM a:1
FROM --platform=windows/amd64 a:1
