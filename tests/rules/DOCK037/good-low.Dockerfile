FROM a:1
RUN useradd -u 10001 a && useradd -l -u 1234567 b && useradd -rlu 1234567 c && useradd -u $U d && adduser -u 1234567 e
