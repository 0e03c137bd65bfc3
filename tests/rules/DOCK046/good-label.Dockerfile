FROM a:1
LABEL maintainer=x
