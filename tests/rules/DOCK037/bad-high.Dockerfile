FROM a:1
RUN useradd -u 123456 a && useradd --uid=1000000 b
RUN ["useradd", "-u1000000", "c"]
# expect: RUN 2:28
# expect: RUN 2:5
# expect: RUN 3:6
