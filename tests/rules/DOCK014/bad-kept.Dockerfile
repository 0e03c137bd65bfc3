FROM a:1
RUN pip install torch==2 && A=1 python3 -m pip install -r x.txt
RUN uv sync --frozen \
  # and
  && uv pip install x
# expect: RUN 2:33
# expect: RUN 2:5
# expect: RUN 3:5
# expect: RUN 5:6
