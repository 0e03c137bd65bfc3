FROM a:1
RUN service nginx start \
  # why
  && if true; then sudo mount /dev/x /y; fi
# expect: RUN 2:5
# expect: RUN 4:20
