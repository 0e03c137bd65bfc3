FROM a:1
RUN x
  && y
  && z
COPY --form=b c d
ENV X
RUN <<EOF
x
# expect:  3:3
# expect: COPY 5:6
# expect: ENV 6:5
# expect: RUN 7:10
