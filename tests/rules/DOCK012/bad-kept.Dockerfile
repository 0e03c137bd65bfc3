FROM a:1 AS base
RUN apt-get update \
  # git
  && apt-get install -y git
FROM base
RUN if true; then apt-get update; fi
RUN apt-get update && apt-get install -y x && rm -rf /tmp/x
# expect: RUN 4:6
# expect: RUN 6:19
# expect: RUN 7:23
