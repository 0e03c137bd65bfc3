FROM a:1
RUN cd /app && make
RUN make && cd /usr/src
# expect: RUN 2:5
# expect: RUN 3:13
