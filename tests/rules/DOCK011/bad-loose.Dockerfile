FROM a:1
RUN npm install -g pm2 @scope/x a@1 b@latest
RUN yarn global add x && pnpm add y
RUN gem install rake && go install example.com/x/cmd@latest && cargo install ripgrep
RUN conda install -y -c nvidia cuda-nvcc
# expect: RUN 2:20
# expect: RUN 3:21
# expect: RUN 3:35
# expect: RUN 4:17
# expect: RUN 4:36
# expect: RUN 4:78
# expect: RUN 5:32
