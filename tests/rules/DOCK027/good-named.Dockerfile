FROM ghcr.io/x/y:1 AS b
FROM b
FROM scratch
FROM localhost/x:1
