FROM a:1
RUN echo "a
RUN echo $(a
RUN <<EOF
echo 'x
EOF
# expect: RUN 2:10
# expect: RUN 3:11
# expect: RUN 5:6
