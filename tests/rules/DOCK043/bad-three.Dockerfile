FROM a:1
RUN a
# why
RUN b

RUN c
USER 1
RUN d
# expect: RUN 4:1
