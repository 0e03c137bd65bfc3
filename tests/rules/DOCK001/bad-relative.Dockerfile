FROM a:1
ARG HERE=src
WORKDIR app
WORKDIR $HERE
ONBUILD WORKDIR "more stuff"
# expect: WORKDIR 3:9
# expect: WORKDIR 4:9
# expect: WORKDIR 5:17
