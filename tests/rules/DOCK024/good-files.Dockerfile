FROM tonistiigi/xx:1.6.1 AS xx
FROM scratch AS out
COPY a /b
FROM a:1
COPY --from=out / /
COPY --from=xx / /
