FROM a:1
RUN pip install -r requirements.txt && pip install --index-url https://x torch==2.1 "a~=1.0" "b<2" . -e ./src ./x.whl git+https://github.com/x/y@abc $PKG
RUN pip install -c constraints.txt torch && pip download torch && pip uninstall -y x
RUN pip3 install --upgrade -r a.txt
