FROM --platform=linux/amd64 a:1 AS x
FROM --platform=$TARGETPLATFORM a:1
FROM --platform=linux/arm64 \
  b:1
# expect: FROM 1:6
# expect: FROM 2:6
# expect: FROM 3:6
