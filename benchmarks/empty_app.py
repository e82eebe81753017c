"""The floor of all that goes over HTTP: an empty Flask view behind the same waitress.

    python benchmarks/empty_app.py

Serves on a free port as `trainer serve` does and prints its address.
"""

from __future__ import annotations

from threading import Event

from flask import Flask

from web.serving import listen, run


def main() -> None:
    """Serve until killed."""
    app = Flask("empty")
    app.add_url_rule("/", view_func=lambda: "", methods=["GET", "POST"])
    sockets: dict[int, object] = {}
    server = listen(app, 0, sockets)
    print("http://{}:{}/".format(*server.getsockname()), flush=True)
    run(server, sockets, Event())


if __name__ == "__main__":
    main()
