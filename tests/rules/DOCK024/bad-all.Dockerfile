FROM a:1 AS x
FROM scratch
COPY --from=x --chown=1 / /
COPY --from=x ["/*", "/y/"]
# expect: COPY 3:25
# expect: COPY 4:16
