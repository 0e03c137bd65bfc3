FROM a:1
COPY . .
