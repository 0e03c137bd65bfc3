FROM a:1
RUN pip install --no-cache-dir torch numpy==1.26 "pandas>=2" \
  git+https://github.com/x/y.git
RUN python3 -m pip install -U pip && uv pip install --system ray[default]
# expect: RUN 2:32
# expect: RUN 4:31
# expect: RUN 4:62
