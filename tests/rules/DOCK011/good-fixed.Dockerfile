FROM a:1
RUN npm ci && npm install && npm i @scope/x@1.2 ./local
RUN gem install rake -v 13 && gem install x:1 && go install ./... && go install example.com/x@v1 && go install std && cargo install --path . && cargo install x@1
RUN conda install -y python=3.12 && conda env create -f e.yml && go build ./x
