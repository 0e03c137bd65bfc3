# syntax=docker/dockerfile:1
LABEL a=b
ARG X=1
ENV C=d
FROM a:1
ONBUILD FROM b
onbuild ONBUILD RUN x
# expect: ENV 4:1
# expect: LABEL 2:1
# expect: ONBUILD 6:1
# expect: ONBUILD 7:1
