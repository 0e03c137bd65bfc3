FROM a:1
ENV D=/x
COPY a b /app
ADD ["a b", "c", "/d"]
COPY --from=x/y:1 a \
  b \
  $D
COPY <<A <<B c
1
A
2
B
# expect: ADD 4:18
# expect: COPY 3:10
# expect: COPY 7:3
# expect: COPY 8:14
