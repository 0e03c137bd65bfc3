FROM a:1
ARG MAX_TOKENS=5
ENV TOKENIZERS_PARALLELISM=false HF_TOKEN_PATH=/run/x GPG_KEY=ABC DB_PASSWORD_FILE=/run/p API_KEY="" TOKEN=/var/run/token USE_SECRET=true
RUN --mount=type=secret,id=x curl https://$USER:$PASS@example.com && pip install git+ssh://git@github.com/x
