FROM a:1
RUN apt-get update && apt-get install --no-install-recommends git
RUN DEBIAN_FRONTEND=noninteractive apt-get -q install git && yum install x \
  # more
  && dnf update
RUN zypper install x
RUN ["apt-get", "purge", "x"]
# expect: RUN 2:23
# expect: RUN 3:36
# expect: RUN 3:62
# expect: RUN 5:6
# expect: RUN 6:5
# expect: RUN 7:6
