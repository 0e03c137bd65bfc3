FROM a:1
COPY .env.production id_rsa x /app/
ADD ["certificates/server.key", "/k"]
COPY ./.aws /home/app/.aws
COPY service-account-prod.json /x
# expect: ADD 3:6
# expect: COPY 2:22
# expect: COPY 2:6
# expect: COPY 4:6
# expect: COPY 5:6
