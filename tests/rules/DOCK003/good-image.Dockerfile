FROM gcr.io/distroless/static:nonroot
COPY x /x
