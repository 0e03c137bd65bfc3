FROM a:1
ENV NODE_TLS_REJECT_UNAUTHORIZED=0 PIP_TRUSTED_HOST=x
RUN curl -fsSkL x && curl --insecure y && wget -q --no-check-certificate z \
  && pip install --trusted-host pypi.example.com x
RUN PYTHONHTTPSVERIFY=0 x && export GIT_SSL_NO_VERIFY=true && git -c http.sslVerify=false clone x && git config --global http.sslVerify false
RUN npm config set strict-ssl false && yum install -y --setopt=sslverify=0 x && conda config --set ssl_verify false && apt-get -o Acquire::https::Verify-Peer=false update
# expect: ENV 2:36
# expect: ENV 2:5
# expect: RUN 3:10
# expect: RUN 3:27
# expect: RUN 3:51
# expect: RUN 4:18
# expect: RUN 5:122
# expect: RUN 5:37
# expect: RUN 5:5
# expect: RUN 5:67
# expect: RUN 6:100
# expect: RUN 6:128
# expect: RUN 6:20
# expect: RUN 6:52
