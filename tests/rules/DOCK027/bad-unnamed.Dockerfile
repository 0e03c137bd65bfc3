FROM python:3.12 AS x
COPY --from=bitnami/x:1 /a /b
# expect: COPY 2:1
# expect: FROM 1:6
