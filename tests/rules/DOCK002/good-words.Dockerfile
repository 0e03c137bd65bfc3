FROM a:1
RUN --mount=type=bind,target=/x echo ssh && apt-get install -y vim
