FROM a:1 AS build
USER 1000
RUN make
FROM a:1
ARG WHO=root
USER app
USER $WHO:0
# expect: USER 7:6
