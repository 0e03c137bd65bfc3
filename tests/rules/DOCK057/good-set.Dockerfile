FROM a:1
ENV A=/a
ARG HOME=/h
RUN rm -rf $A/x "$HOME/y" && d=$(mktemp -d) && rm -r "$d/x" && rm $B/x && rm -rf "${C:?}/x" /x/$D
