FROM a:1 AS base
RUN apt-get install -y gcc
FROM base AS serve
CMD ["serve"]
FROM a:1 AS lint
RUN apt-get install -y make
FROM a:1
CMD ["train"]
# expect: RUN 2:24
