FROM a:1
RUN wget -q x && wget -q y && apt-get install curl
FROM a:1
RUN curl x
