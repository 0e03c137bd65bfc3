FROM a:1
COPY a b /app/
COPY a /b
COPY a b .
COPY a b $UNKNOWN
COPY ["a", "b", "c/"]
COPY <<A /c
1
A
