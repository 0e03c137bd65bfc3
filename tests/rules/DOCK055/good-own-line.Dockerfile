FROM a:1
RUN a \
  # why
  && b "x # y" \
  && c ${x# y} a#b \
  && d # the end
RUN a # b
RUN <<EOF
a # b
c
EOF
RUN ["a", "# b", \
  "c"]
