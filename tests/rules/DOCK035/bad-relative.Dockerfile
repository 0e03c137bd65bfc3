FROM a:1 AS x
WORKDIR /x
FROM a:1
COPY --from=x /a .
ADD https://x/y b/
WORKDIR /y
COPY a .
FROM a:1
ADD https://x/y b/
# expect: ADD 9:17
# expect: COPY 4:18
