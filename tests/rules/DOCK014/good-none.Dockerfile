FROM a:1 AS build
RUN pip install x
FROM a:1
COPY --from=build /x /x
RUN pip install --no-cache-dir x && PIP_NO_CACHE_DIR=1 pip install y
RUN --mount=type=cache,target=/home/app/.cache/pip pip install x
RUN pip install x && rm -rf ~/.cache/pip
RUN pip install x && pip cache purge
ENV PIP_NO_CACHE_DIR=1
RUN pip install x && pip download y && uv sync --no-cache
