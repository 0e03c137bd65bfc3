FROM a:1
RUN <<EOF
set -eux
a
b
EOF
RUN <<EOF
a &&
  b
EOF
RUN bash -e <<EOF
a
b
EOF
RUN <<EOF
#!/bin/sh -e
a
b
EOF
RUN python3 <<EOF
a
b
EOF
SHELL ["/bin/bash", "-eo", "pipefail", "-c"]
RUN <<EOF
a
b
EOF
