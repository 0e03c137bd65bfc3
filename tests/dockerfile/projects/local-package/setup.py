from setuptools import setup

setup(name="shop", version="1.0", py_modules=["shop"], install_requires=["waitress==3.0.2", "falcon==4.0.2"])
