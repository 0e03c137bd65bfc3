# context: {names: [.git, .env, .venv, src], dockerignore: "# x\n*.log\n.g*\n!.git"}
FROM a:1
COPY --chown=1 ./ /app
# expect: COPY 3:1
# expect: COPY 3:1
# expect: COPY 3:1
