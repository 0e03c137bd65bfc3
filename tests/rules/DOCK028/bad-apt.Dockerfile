FROM a:1
RUN apt update && sudo /usr/bin/apt install -y x
RUN apt list --installed
# expect: RUN 2:24
# expect: RUN 2:5
# expect: RUN 3:5
