FROM a:1
RUN apt-get install -y x && echo "deb [signed-by=/k] http://x y" > /etc/apt/sources.list && echo gpgcheck=1 > /x && rpm -i x && apk add x
