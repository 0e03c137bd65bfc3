from flask import Flask


def create_app() -> Flask:
    app = Flask(__name__)

    @app.route("/ping")
    def ping() -> str:
        return "pong"

    return app
