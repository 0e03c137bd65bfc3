FROM a:1
RUN apt-get install -y -o A=b curl=7.* ./x.deb $PKGS libx- && apt-get remove git
RUN apk add --no-cache "x=~1" y@edge --repository http://z && dnf install -y x-1.2 https://x/y.rpm && zypper in x=1
RUN apk del git
