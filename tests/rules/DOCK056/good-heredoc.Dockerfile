FROM debian:12
RUN bash <<EOF
source /x
EOF
RUN <<EOF
#!/bin/bash
source /x
EOF
