FROM a:1
RUN apt-get update && apt-get -y install git && apt install -y x
RUN ["apt-get", "install", "-y", "x"]
# expect: RUN 2:23
# expect: RUN 2:49
# expect: RUN 3:6
