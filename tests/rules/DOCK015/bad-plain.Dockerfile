FROM a:1
ADD app b /app/
add --chown=1:1 ["x y", "/z"]
ADD . \
  /src
ONBUILD ADD x /y
# expect: ADD 2:1
# expect: ADD 3:1
# expect: ADD 4:1
# expect: ADD 6:9
