FROM a:1
CMD ["a", \
  # why
  "b"]
ENTRYPOINT []
CMD exec python "$X"
HEALTHCHECK CMD curl x
