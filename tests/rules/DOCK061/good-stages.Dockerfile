FROM a:1 AS build
RUN apt-get install -y gcc
FROM a:1
COPY --from=build /x /x
RUN apk add --virtual .b gcc && make && apk del .b
RUN apt-get install -y libgomp1 cmake-data
