FROM a:1 AS one
COPY --from=one /a /b
COPY --from=two /a /b
FROM a:1 AS two
COPY --from=2 /a /b
COPY --from=typo /a /b
RUN --mount=from=typo,target=/x true
# expect: COPY 2:1
# expect: COPY 3:1
# expect: COPY 5:1
# expect: COPY 6:1
# expect: RUN 7:1
