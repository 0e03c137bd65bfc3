FROM a:1 AS One
FROM a:1
COPY --from=one /a /b
COPY --from=0 /a /b
COPY --from=nginx:1 /a /b
COPY --from=$X /a /b
RUN --mount=from=one,target=/x --mount=type=cache,target=/y true
COPY a /b
