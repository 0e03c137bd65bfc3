FROM a:1
WORKDIR /
WORKDIR /usr/src/app
WORKDIR /etcetera
WORKDIR /var/lib/x
WORKDIR /home/x
