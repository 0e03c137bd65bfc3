FROM a:1
MAINTAINER "X Y <x@y>"  
maintainer $X
# expect: MAINTAINER 2:1
# expect: MAINTAINER 3:1
