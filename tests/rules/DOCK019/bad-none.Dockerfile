FROM a:1 AS x
HEALTHCHECK CMD x
FROM a:1
COPY --from=x /a /b
# expect: FROM 3:1
