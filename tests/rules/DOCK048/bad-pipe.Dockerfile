FROM a:1
RUN curl x | tar x | cat
RUN echo $(cat /x | wc -l)
RUN <<EOF
set -e
wget -O- x | sh
EOF
# expect: RUN 2:5
# expect: RUN 3:12
# expect: RUN 6:1
