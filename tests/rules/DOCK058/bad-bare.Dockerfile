FROM a:1
ARG X
RUN cp $X y && echo $(ls) "$(a)" pre-${Y}-post && z `q`
# expect: RUN 3:21
# expect: RUN 3:34
# expect: RUN 3:53
# expect: RUN 3:8
