# syntax=docker/dockerfile:1
# we ignore this
FROM a:1
RUN echo "# hadolint ignore=DL3006"
