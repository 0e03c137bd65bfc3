FROM a:1
RUN cd /a && make; true
RUN set -ex; cd /a; make
RUN cd /a || exit 1; make
RUN <<EOF
set -e
cd /b
x
EOF
RUN if cd /x; then y; fi; (a; cd /b)
