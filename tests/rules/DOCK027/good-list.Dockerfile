# context: {registries: [docker.io, "localhost:5000"]}
FROM python:3
FROM localhost:5000/x
FROM docker.io/x/y:1
