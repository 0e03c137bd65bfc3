FROM a:1
RUN echo 'root:x' | chpasswd && useradd -m -p x y && echo x | sudo passwd --stdin z
# expect: RUN 2:21
# expect: RUN 2:33
# expect: RUN 2:63
