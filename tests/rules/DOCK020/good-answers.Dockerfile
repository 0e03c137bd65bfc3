FROM a:1
RUN apt-get update && apt-get install -yq git && apt-get -y upgrade && apt-get -qq install x && yes | apt-get install y
RUN dnf install -y x && yum -y update && zypper -n in x && zypper in -y x && apt-get -q -q install x && apt-get install -o APT::Get::Assume-Yes=true x
