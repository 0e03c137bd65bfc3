FROM debian:12
RUN set -euxo pipefail; mkdir -p /x/{a,b}/c
FROM alpine:3.22
RUN mkdir /y/{1..3}
FROM debian:12
RUN echo ${V//./-} "${V:0:3}"
RUN mkdir -p $GOPATH/{src,bin}
# expect: RUN 2:34
# expect: RUN 2:5
# expect: RUN 4:11
# expect: RUN 6:10
# expect: RUN 6:20
# expect: RUN 7:14
