FROM a:1
RUN apt-get install -y --force-yes x && apk add --allow-untrusted x.apk
RUN yum install -y --nogpgcheck x && rpm -i --nosignature x && zypper --no-gpg-checks in -y x
RUN echo "deb [arch=amd64 trusted=yes] http://x y z" > /etc/apt/sources.list.d/x.list
RUN dnf config-manager --save --setopt=x.gpgcheck=0
# expect: RUN 2:24
# expect: RUN 2:49
# expect: RUN 3:20
# expect: RUN 3:45
# expect: RUN 3:71
# expect: RUN 4:10
# expect: RUN 5:31
