FROM a:1
ENTRYPOINT a b
CMD c
# expect: CMD 3:1
# expect: ENTRYPOINT 2:1
