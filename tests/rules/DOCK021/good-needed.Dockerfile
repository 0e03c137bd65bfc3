FROM a:1
RUN apt-get install -y --no-install-recommends git && apt-get remove -y x && apt-get -o APT::Install-Recommends=false install -y x
