FROM a:1 AS x
WORKDIR /x
FROM x
COPY a .
FROM a:1
COPY a /b
COPY a $HOME/b
COPY a c:/x
