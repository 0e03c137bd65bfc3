FROM a:1
ENV NODE_TLS_REJECT_UNAUTHORIZED=1 GIT_SSL_NO_VERIFY=false
RUN curl -fsSL -o k https://x/-k && wget x && pip install x && npm config set strict-ssl true && git config http.sslVerify true && tar -k x && echo curl -k && echo sslverify=0 > /x
