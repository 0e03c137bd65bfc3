FROM a:1
RUN (cd /app && make)
RUN make && cd /x && make install
RUN x=$(cd /y && pwd) true
RUN cd "$HOME" && make
RUN cd kserve && make
