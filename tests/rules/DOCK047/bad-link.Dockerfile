FROM a:1
RUN rm /bin/sh && ln -s bash /bin/sh && cp /bin/bash /usr/bin/sh
# expect: RUN 2:19
# expect: RUN 2:41
