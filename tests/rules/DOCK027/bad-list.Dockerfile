# context: {registries: [registry.example.com, "localhost:5000"]}
FROM python:3
FROM ghcr.io/x/y:1
FROM registry.example.com/x:1
# expect: FROM 2:6
# expect: FROM 3:6
