FROM a:1
USER 5
USER app:app
# expect: USER 3:6
