FROM a:1
COPY --from=x/y:1 model.safetensors a.py /m/
ADD https://huggingface.co/x/y/resolve/main/model-00001.bin /m/
RUN hf download x/y && git clone https://huggingface.co/x/y \
  && python -c "from transformers import AutoModel; AutoModel.from_pretrained('x')"
RUN curl -LO https://example.com/yolo.pt && ollama pull x
# expect: ADD 3:5
# expect: COPY 2:19
# expect: RUN 4:24
# expect: RUN 4:5
# expect: RUN 5:6
# expect: RUN 6:45
# expect: RUN 6:5
