# context: {names: [x]}
FROM a:1
COPY . .
# expect: COPY 3:1
