FROM a:1 AS x
FROM x AS y-2
FROM y-2
FROM scratch
