import tensorflow as tf
from flask import Flask

app = Flask(__name__)
model = tf.keras.Sequential()


@app.post("/health")
def not_for_get() -> str:
    return "ok"
