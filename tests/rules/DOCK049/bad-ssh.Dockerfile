FROM a:1
ARG P=22
EXPOSE 80 22/tcp $P 20-25
# expect: EXPOSE 3:11
# expect: EXPOSE 3:18
# expect: EXPOSE 3:21
