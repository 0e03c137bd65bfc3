FROM a:1
COPY --from=x/y:2 /a /b
# expect: COPY 2:1
# expect: FROM 1:6
