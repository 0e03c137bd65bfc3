# context: {names: [.git, .env, .venv], dockerignore: "*\n!src"}
FROM a:1
COPY . .
