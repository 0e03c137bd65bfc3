FROM a:1
RUN apk add git \
  && apk add curl
RUN dnf install -y x && echo y
RUN microdnf install -y x; true
RUN zypper in -y x
RUN yarn install --frozen-lockfile
RUN ["apk", "add", "z"]
# expect: RUN 2:5
# expect: RUN 3:6
# expect: RUN 4:5
# expect: RUN 5:5
# expect: RUN 6:5
# expect: RUN 7:5
# expect: RUN 8:6
