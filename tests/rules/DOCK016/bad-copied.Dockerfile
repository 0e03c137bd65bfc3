FROM a:1
COPY a x/y.tar.gz /tmp/
RUN cd /tmp && tar xzf y.tar.gz
# expect: COPY 2:8
