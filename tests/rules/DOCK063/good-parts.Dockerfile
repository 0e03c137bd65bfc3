# context: {names: [.git]}
FROM a:1 AS x
COPY src /app
FROM a:1
COPY --from=x . .
