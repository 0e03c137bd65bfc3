FROM a:1
LABEL A=1 b..c=2 -d=3 "e f"=4 com.docker.x=5
# expect: LABEL 2:11
# expect: LABEL 2:18
# expect: LABEL 2:23
# expect: LABEL 2:31
# expect: LABEL 2:7
