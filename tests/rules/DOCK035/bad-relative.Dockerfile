FROM a:1 AS x
WORKDIR /x
FROM a:1
COPY --from=x /a .
ADD https://x/y b/
WORKDIR /y
COPY a .
# expect: ADD 5:17
# expect: COPY 4:18
