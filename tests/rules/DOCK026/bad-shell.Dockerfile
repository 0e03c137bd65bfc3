FROM a:1
CMD python serve.py --port=80
CMD A=1 python x
CMD python $X
CMD a && b
ONBUILD CMD [a]
CMD one \
  two
# expect: CMD 2:1
# expect: CMD 3:1
# expect: CMD 4:1
# expect: CMD 5:1
# expect: CMD 6:9
# expect: CMD 7:1
