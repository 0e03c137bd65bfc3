ARG V=3.12
ARG ANY
FROM python:$V AS base
FROM base
FROM scratch
FROM $ANY
FROM x:$ANY
COPY --from=base /a /b
COPY --from=0 /a /b
COPY --from=registry:5000/x:1 /a /b
RUN --mount=type=cache,target=/x true
FROM x@sha256:0000000000000000000000000000000000000000000000000000000000000000
