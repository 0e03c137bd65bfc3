FROM a:1
RUN useradd -m y && passwd -l root && usermod -L x && echo chpasswd
