FROM a:1
SHELL ["/bin/bash", "-c"]
RUN ln -s /bin/sh /x && echo ln /bin/sh
