FROM debian:12
RUN find / -exec rm {} \; && awk '{print $1,$2}' x && echo "{a,b}" ${A:-b,c} {} && jq -r '.a{b,c}' y && echo {\"a\":1,\"b\":2}
FROM alpine:3.22
RUN set -euo pipefail; true
