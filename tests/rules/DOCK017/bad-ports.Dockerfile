FROM a:1
ENV P=70000
EXPOSE 80 65536/tcp $P http 90-80 80/http
# expect: EXPOSE 3:11
# expect: EXPOSE 3:21
# expect: EXPOSE 3:24
# expect: EXPOSE 3:29
# expect: EXPOSE 3:35
