FROM gcc:14-devel
