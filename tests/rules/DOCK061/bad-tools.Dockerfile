FROM a:1 AS base
RUN apt-get update && apt-get install -y git gcc=4:12 \
  cmake python3-dev
FROM base
RUN apk add --no-cache build-base && make
RUN apt-get install -y cuda-toolkit-12-4
# expect: RUN 2:46
# expect: RUN 5:24
# expect: RUN 6:24
