FROM a:1 AS x
CMD ["a"]
FROM x
CMD ["b"]
ONBUILD CMD ["c"]
ENTRYPOINT ["d"]
