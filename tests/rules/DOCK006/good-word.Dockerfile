FROM a:1
RUN apt-get install -y sudo && echo sudo
RUN echo 'sudo x' && gosu x id
