FROM pytorch/pytorch:2.9.0-cuda12.8-cudnn9-devel
CMD ["x"]
FROM rocm/dev-ubuntu-24.04:6.4
# expect: FROM 1:6
# expect: FROM 3:6
