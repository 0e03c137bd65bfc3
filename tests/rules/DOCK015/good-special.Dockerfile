FROM a:1
ADD x.tar.gz /x
ADD https://x/y /y
ADD git@github.com:x/y.git /y
ADD --checksum=sha256:0 f /f
ADD $WHAT /x
COPY a /b
