FROM a:1
COPY --chown=1 . /app
RUN make
RUN pip install --no-cache-dir -r requirements.txt
FROM a:1
ADD ./ /app/
RUN npm ci
FROM a:1
COPY . .
RUN cd x && go mod download
# expect: ADD 6:1
# expect: COPY 2:1
# expect: COPY 9:1
