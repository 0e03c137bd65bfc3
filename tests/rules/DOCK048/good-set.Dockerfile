FROM a:1
RUN echo x | chpasswd && set -o pipefail && curl x | sh
RUN if cat x | grep y; then z; fi
RUN bash -eo pipefail -c "x | y"
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN a | b
RUN a || b
SHELL ["pwsh", "-c"]
RUN a | b
