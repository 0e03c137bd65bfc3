FROM a:1
RUN apt-get update && echo apt && cat /etc/apt/sources.list && apt-cache search x
