FROM a:1
RUN apt-get update && apt-get install -y x
RUN apt-get update && ./install.sh
RUN yum update -y
RUN --mount=type=cache,target=/var/lib/apt apt-get update
RUN <<EOF
apt-get update
apt-get install -y x
EOF
