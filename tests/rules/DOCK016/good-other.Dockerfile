FROM a:1 AS b
COPY y.tar.gz /
FROM a:1
RUN tar xf /y.tar.gz
COPY --from=b y.tgz /
RUN tar xf y.tgz
COPY z.tar /data/
