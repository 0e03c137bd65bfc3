FROM a:1 AS x
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
RUN pip install .
FROM a:1
COPY . .
RUN --mount=type=cache,target=/home/app/.npm npm ci
FROM a:1
COPY --from=x . .
RUN npm ci
FROM a:1
COPY . .
RUN pip install . && npm install -g x@1
