FROM a:1
ARG HF_TOKEN
ENV DB_PASSWORD=hunter2 A=1 \
  openai_api_key=$KEY
ENV X=hf_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
RUN git clone https://me:letmein@example.com/x
RUN <<EOF
cat > /k <<K
-----BEGIN RSA PRIVATE KEY-----
K
EOF
# expect: ARG 2:5
# expect: ENV 3:5
# expect: ENV 4:3
# expect: ENV 5:7
# expect: RUN 6:23
# expect: RUN 9:1
