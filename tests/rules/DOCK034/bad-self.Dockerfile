FROM a:1
ENV A=1 B=x$A \
  C="${B:-$A}"
# expect: ENV 2:11
# expect: ENV 3:5
