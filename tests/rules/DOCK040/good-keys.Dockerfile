FROM a:1
LABEL a=1 com.example.my-key_x="A B" org.opencontainers.image.title=x $K=1
