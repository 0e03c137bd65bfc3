FROM a:1 AS base
USER 10001
FROM base
RUN true
