ARG V
FROM nvidia/cuda:$V-devel
