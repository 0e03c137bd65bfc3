FROM a:1
RUN a \
  && b # why \
  && c
RUN a; # b \
  c
# expect: RUN 3:8
# expect: RUN 5:8
