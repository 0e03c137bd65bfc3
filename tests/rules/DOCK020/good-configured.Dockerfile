FROM a:1
RUN echo 'APT::Get::Assume-Yes "true";' > /etc/apt/apt.conf.d/90
RUN apt-get install x
