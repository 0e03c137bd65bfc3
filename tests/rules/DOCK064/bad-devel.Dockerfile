ARG CUDA=12.8.1
FROM nvidia/cuda:${CUDA}-cudnn-devel-ubuntu24.04 AS base
RUN x
FROM base
RUN y
# expect: FROM 2:6
