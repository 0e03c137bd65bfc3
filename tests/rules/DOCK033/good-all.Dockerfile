# syntax=docker/dockerfile:1
# check=skip=all
FROM a:1
HEALTHCHECK --interval=1s CMD x
HEALTHCHECK NONE
VOLUME /x
STOPSIGNAL 9
ARG X
ENV A b
RUN <<EOF
x
EOF
COPY --parents --exclude=x a b /c/
