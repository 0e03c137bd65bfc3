FROM a:1 AS b
RUN apk add gcc
FROM a:1
COPY --from=b /x /x
RUN apk add --no-cache git && apk update
RUN apk add git && rm -rf /var/cache/apk/*
RUN dnf install -y x && dnf clean all
RUN yum install -y x && rm -rf /var/cache/yum
RUN --mount=type=cache,target=/var/cache/dnf dnf install -y x
RUN zypper in -y x && zypper clean -a && yarn && yarn cache clean
