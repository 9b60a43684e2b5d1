"""A server on this machine that hands out files, well or badly, for the tests of downloads."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Mirror(ThreadingHTTPServer):
    """Answers each request by the next of its `manners`, the last one for ever; keeps what was asked for."""

    daemon_threads = True
    block_on_close = False  # an answer that stalls is not waited for

    def __init__(self, files: dict[str, bytes], *manners: Callable[["Asked"], None]) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.files, self.manners = files, list(manners) or [well]
        self.asked: list[tuple[str, str]] = []  # path and range of each request
        self.over = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """The client hangs up on bad answers, and that is well."""


class Asked(BaseHTTPRequestHandler):
    """One request, and what can be answered to it."""

    server: Mirror
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        manners = self.server.manners
        self.server.asked.append((self.path, self.headers.get("Range", "")))
        self.close_connection = True
        (manners.pop(0) if len(manners) > 1 else manners[0])(self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    @property
    def content(self) -> bytes:
        return self.server.files[self.path.rpartition("/")[2]]

    @property
    def start(self) -> int:
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        return int(found[1]) if found else 0

    def head(self, status: int, **headers: object) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def rest(self) -> None:
        """The head of a good answer from where it was asked for."""
        size = len(self.content)
        if self.start:
            self.head(206, Content_Length=size - self.start, Content_Range=f"bytes {self.start}-{size - 1}/{size}")
        else:
            self.head(200, Content_Length=size)

    def wait(self) -> None:
        self.server.over.wait(60)


def well(asked: Asked) -> None:
    if asked.start >= len(asked.content) > 0:
        asked.head(416, Content_Length=0)
        return
    asked.rest()
    asked.wfile.write(asked.content[asked.start :])


def without_ranges(asked: Asked) -> None:
    asked.head(200, Content_Length=len(asked.content))
    asked.wfile.write(asked.content)


def cut_after(count: int) -> Callable[[Asked], None]:
    def manner(asked: Asked) -> None:
        asked.rest()
        asked.wfile.write(asked.content[asked.start : asked.start + count])

    return manner


def cut_without_a_word(asked: Asked) -> None:
    """Half of it, its length not said: only its hash can tell."""
    asked.head(200, Connection="close")
    asked.wfile.write(asked.content[: len(asked.content) // 2])


def silent(asked: Asked) -> None:
    asked.wait()


def silent_after(count: int) -> Callable[[Asked], None]:
    def manner(asked: Asked) -> None:
        cut_after(count)(asked)
        asked.wfile.flush()
        asked.wait()

    return manner


def dripping(asked: Asked) -> None:
    asked.rest()
    for at in range(asked.start, len(asked.content)):
        asked.wfile.write(asked.content[at : at + 1])
        asked.wfile.flush()
        if asked.server.over.wait(0.02):
            return


def dripping_headers(asked: Asked) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not asked.server.over.wait(0.05):
        asked.wfile.write(b"x")
        asked.wfile.flush()


def error(status: int) -> Callable[[Asked], None]:
    return lambda asked: asked.head(status, Content_Length=0)


def elsewhere(address: str) -> Callable[[Asked], None]:
    return lambda asked: asked.head(302, Location=address or asked.path, Content_Length=0)


def false_content(asked: Asked) -> None:
    asked.head(200, Content_Length=len(asked.content))
    asked.wfile.write(bytes(255 - byte for byte in asked.content))


def false_range(asked: Asked) -> None:
    """The beginning again, under the name of the rest."""
    size = len(asked.content) - asked.start
    asked.head(206, Content_Length=size, Content_Range=f"bytes {asked.start}-{len(asked.content) - 1}/*")
    asked.wfile.write(asked.content[:size])


def without_end(asked: Asked) -> None:
    asked.head(200, Connection="close")
    while not asked.server.over.is_set():
        asked.wfile.write(b"\0" * 65536)


def far_too_large(asked: Asked) -> None:
    asked.head(200, Content_Length=10**12)
    asked.wait()


def no_http(asked: Asked) -> None:
    asked.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n")


def a_page(asked: Asked) -> None:
    """What a hotel's network says to everything."""
    page = b"<html>Please accept our terms</html>"
    asked.head(200, Content_Length=len(page), Content_Type="text/html")
    asked.wfile.write(page)


@contextmanager
def serving(files: dict[str, bytes], *manners: Callable[[Asked], None]) -> Iterator[Mirror]:
    """The mirror while it serves."""
    with Mirror(files, *manners) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


def closed_port() -> str:
    """An address on this machine where nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{sock.getsockname()[1]}/"
