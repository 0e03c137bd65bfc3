FROM a:1
COPY .env.example id_rsa.pub ca.pem public.pem env/ /app/
COPY --from=x/y:1 /a/server.key /k
COPY src/keys.py certs/ca.pem /x/
COPY tokenizer.json /x
