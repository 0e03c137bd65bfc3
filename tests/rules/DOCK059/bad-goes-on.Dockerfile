FROM a:1
RUN <<EOF
a
b
EOF
RUN bash <<-EOF
	a; b
	EOF
RUN <<EOF
#!/bin/bash
a
b
EOF
# expect: RUN 2:1
# expect: RUN 6:1
# expect: RUN 9:1
