ARG V=1
FROM a:$V AS build
USER 1000
FROM scratch
COPY --from=build /x /x
# expect: FROM 4:1
