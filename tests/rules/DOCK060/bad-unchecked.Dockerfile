FROM a:1
RUN cd /a; make
RUN <<EOF
make
cd /b
rm -rf *
EOF
# expect: RUN 2:5
# expect: RUN 5:1
