FROM a:1
RUN apt-get update && apt-get install -y -t bookworm curl=1 \
  # why
  git "vim" a b
RUN apk add --virtual .deps gcc
RUN yum install -y httpd
RUN <<EOF
zypper in -y x
EOF
RUN ["apt-get", "install", "y"]
# expect: RUN 10:28
# expect: RUN 4:3
# expect: RUN 5:29
# expect: RUN 6:20
# expect: RUN 8:14
