FROM a:1
COPY serve.py tokenizer.json model.py /app/
RUN --mount=type=cache,target=/home/app/.cache/huggingface hf download x/y
RUN hf --version && git clone https://github.com/x/y && curl -O https://x/y.tar.gz && python setup.py build
ADD https://huggingface.co/x/y/raw/main/config.json /c
