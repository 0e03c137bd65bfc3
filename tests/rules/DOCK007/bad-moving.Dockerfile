ARG TAG=latest
ARG BARE=debian
FROM python:$TAG AS a
FROM $BARE AS b
FROM tensorflow/tensorflow:latest-gpu AS c
FROM --platform=$BUILDPLATFORM localhost:5000/x
COPY --from=docker.io/library/nginx /a /b
RUN --mount=type=bind,from=ghcr.io/x/uv:latest,target=/uv true
# expect: COPY 7:1
# expect: FROM 3:6
# expect: FROM 4:6
# expect: FROM 5:6
# expect: FROM 6:32
# expect: RUN 8:1
