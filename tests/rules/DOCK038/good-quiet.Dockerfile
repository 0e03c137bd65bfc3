FROM a:1
RUN wget -qO- http://x && wget --progress=dot:mega x && wget -nv y && wget -o log z && apt-get install -y wget
FROM alpine:3
RUN wget http://x
