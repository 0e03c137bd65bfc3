FROM a:1
ARG B
RUN rm -rf $A/x "${B}/y" && sudo rm -fr "$C"/*
# expect: RUN 3:12
# expect: RUN 3:17
# expect: RUN 3:41
