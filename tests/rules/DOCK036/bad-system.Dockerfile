FROM a:1
ENV D=/etc
WORKDIR $D/x
WORKDIR /usr
WORKDIR /usr/bin/
# expect: WORKDIR 3:9
# expect: WORKDIR 4:9
# expect: WORKDIR 5:9
