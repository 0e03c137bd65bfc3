FROM a:1
RUN apt-get update && apt-get -y dist-upgrade
RUN zypper -n dup && apk upgrade --no-cache && yum -y update
# expect: RUN 2:23
# expect: RUN 3:22
# expect: RUN 3:48
# expect: RUN 3:5
