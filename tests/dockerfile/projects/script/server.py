import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from os import environ

PORT = int(environ.get("PORT", "8080"))


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()


if __name__ == "__main__":
    with ThreadingHTTPServer(("", PORT), Handler) as server:
        sys.stdout.write(f"{server.server_port}\n")
        server.serve_forever()
