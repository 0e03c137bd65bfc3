# check=skip=JSONArgsRecommended
# hello
# hadolint ignore=DL3006
FROM a
RUN x \
  # checkov:skip=CKV_DOCKER_2: why
  && y
# expect:  1:1
# expect:  3:1
# expect:  6:3
