FROM a:1
RUN true && sudo apt-get update
RUN <<EOF
sudo -u x id
EOF
USER 5
RUN sudo id
# expect: RUN 2:13
# expect: RUN 4:1
# expect: RUN 7:5
