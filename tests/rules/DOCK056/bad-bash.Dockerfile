FROM debian:12
RUN source /x && [[ -f y ]] && [ "$a" == b ] && pushd /x
RUN make &> /log; diff <(a) b; cat <<< x; a=(1 2); echo -e "x\n" ${a[@]}
RUN <<EOF
source /x
EOF
# expect: RUN 2:18
# expect: RUN 2:39
# expect: RUN 2:49
# expect: RUN 2:5
# expect: RUN 3:13
# expect: RUN 3:24
# expect: RUN 3:40
# expect: RUN 3:57
# expect: RUN 3:66
# expect: RUN 5:1
