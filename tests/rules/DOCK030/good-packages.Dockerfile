FROM a:1
RUN apt-get update && apt-get install -y x && yum update -y openssl && apk update && apk add --upgrade x
