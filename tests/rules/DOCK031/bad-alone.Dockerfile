FROM a:1
RUN set -ex; apt-get -q update && rm -rf /tmp/x
RUN apk update
RUN dnf makecache
# expect: RUN 2:14
# expect: RUN 3:5
# expect: RUN 4:5
