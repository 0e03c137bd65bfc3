FROM a:1
ENV V=1.2
RUN cp "$X" '$Y' && a=$b c && echo $V $((1 + $x)) \$z && [[ $a ]] && export P=$Q && exit $?
