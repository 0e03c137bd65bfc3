FROM a:1
ENTRYPOINT ['python', 'x.py']
# expect: ENTRYPOINT 2:1
