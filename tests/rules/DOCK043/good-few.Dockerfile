FROM a:1 AS b
RUN a
RUN b
RUN c
FROM a:1
RUN a
RUN b
COPY --from=b /a /b
RUN c
RUN --mount=type=cache,target=/x d
RUN e
