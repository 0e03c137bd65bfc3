ARG B
FROM $B
RUN source /x && echo ${V//./-}
