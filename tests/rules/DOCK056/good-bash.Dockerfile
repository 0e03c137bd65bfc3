FROM debian:12
RUN . /x && [ "$a" = b ] && echo source && bash -c "source /x && [[ a == b ]]" && bash -c '[[ a ]]'
SHELL ["/bin/bash", "-c"]
RUN source /x && [[ a == b ]]
FROM alpine:3
RUN source /x && [[ a == b ]]
FROM rockylinux:9
RUN source x
