FROM a:1
RUN wget http://x && wget -O y http://y
RUN ["wget", "http://x"]
# expect: RUN 2:22
# expect: RUN 2:5
# expect: RUN 3:6
