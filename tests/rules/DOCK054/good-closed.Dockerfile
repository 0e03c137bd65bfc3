FROM a:1
RUN echo "a'" 'b"' $(c "$(d)") `e` ${f:-"}"} \" \
 # it's fine
 && x
RUN python3 <<EOF
print("it's")
EOF
