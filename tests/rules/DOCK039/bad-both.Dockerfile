FROM a:1
RUN wget -q x && curl y
RUN curl z
FROM a:1
RUN curl x | wget -i -
# expect: RUN 2:18
# expect: RUN 5:14
