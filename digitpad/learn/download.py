"""Files from the network: bounded, resumed, never waited for without end, and believed only by their hash.

Imports core and published_file. A download is a generator that tells how far it is; whoever stops asking stops it,
and what came so far stays beside its place as NAME.part, from where the next try goes on.
"""

import errno
import http.client
import os
import shutil
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from digitpad.core.errors import DatasetError, DigitpadError, StorageError
from digitpad.core.file_locks import try_lock
from digitpad.core.language import mark, tr
from digitpad.core.storage import AT_HOME
from digitpad.learn.published_file import CHUNK, Remote, is_published

SILENCE_SECONDS = 10.0  # without a word from a server, at connecting as at sending
HEADER_SECONDS = 30.0  # for all of an answer's headers
SLOW_SECONDS, SLOW_BYTES = 20.0, 20_000  # less than so much in so long is no download: a drip that never ends
TRIES = 4  # of one mirror, as long as each brings something
ROOM = 2  # times the published size: other packers make other sizes, but no bomb
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
_NO_NETWORK = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetching:
    """How far a download is, over all of its files; seconds_left: None where nobody knows yet."""

    title: str
    done: int
    total: int
    seconds_left: float | None = None

    @property
    def text(self) -> str:
        """Such as "Downloading MNIST: 3.1 of 11.6 MB, about 20 s left"."""
        left = (
            ""
            if self.seconds_left is None
            else tr(", about {seconds_left} left", seconds_left=_duration(self.seconds_left))
        )
        done, total = self.done / 1e6, self.total / 1e6
        said = mark("Downloading {title}: {done:.1f} of {total:.1f} MB{left}")
        return tr(said, title=self.title, done=done, total=total, left=left)


class _FailedError(Exception):
    """One try has failed, for this reason; `further`: the same mirror may be asked again for the rest."""

    def __init__(self, reason: str, *, further: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.further = reason, further


def fetching(
    title: str, files: Sequence[Remote], mirrors: Sequence[str], folder: Path, otherwise: str
) -> Iterator[Fetching]:
    """Brings those of the files that are not in the folder yet, from the first mirror that has each.

    `otherwise`: what else can be done where that fails.
    Raises DatasetError with the true cause where none has it, StorageError where a file cannot be kept.
    """
    missing = [file for file in files if not is_published(folder / file.name, file)]
    total, before = sum(file.bytes for file in missing), 0
    _check_room(title, folder, sum(max(file.bytes - _had(_part(folder / file.name)), 0) for file in missing))
    pace = _Pace()
    for file in missing:
        try:
            for done in _from_any(file, mirrors, folder / file.name):
                now = min(before + done, total)
                yield Fetching(title=title, done=now, total=total, seconds_left=pace.left(now, total))
        except _FailedError as failed:
            raise DatasetError(
                tr("{title} could not be downloaded: {reason}.", title=title, reason=failed.reason), otherwise
            ) from failed
        before += file.bytes


def _from_any(file: Remote, mirrors: Sequence[str], path: Path) -> Iterator[int]:
    """The file from the first mirror that has it; gives the bytes that are there. Raises _FailedError for them all."""
    reasons: list[str] = []
    for mirror in mirrors:
        tries = 0
        while True:
            tries += 1
            try:
                yield from _once(mirror + file.name, file, path)
            except _FailedError as failed:
                if failed.further and tries < TRIES:
                    continue
                reasons.append(failed.reason)
                break
            return
    raise _FailedError("; ".join(dict.fromkeys(reasons)))


def _once(url: str, file: Remote, path: Path) -> Iterator[int]:
    """One try at one mirror, from what is there already. Raises _FailedError, StorageError."""
    part, host = _part(path), _server(url)
    had = _had(part)
    yield had
    if not (had and is_published(part, file)):  # else the last try ended just before its rename
        yield from _received(url, host, file, part, had)
        if not is_published(part, file):
            _forget(part)
            raise _FailedError(
                tr("what {host} sent is not the published file (its hash is wrong)", host=host), further=had > 0
            )
    try:
        part.replace(path)
    except OSError as error:
        if not is_published(path, file):  # else another process was faster
            raise _cannot_keep(path, error) from error


def _received(url: str, host: str, file: Remote, part: Path, had: int) -> Iterator[int]:
    """Asks for what is missing of the part, and adds it as it comes; gives the bytes that are there."""
    wanted = {"User-Agent": "digitpad", "Accept-Encoding": "identity"}
    if had:
        wanted["Range"] = f"bytes={had}-"
    got = 0
    try:
        with _opener().open(urllib.request.Request(url, headers=wanted), timeout=SILENCE_SECONDS) as answer:  # noqa: S310
            start = had if _goes_on(answer, had) else 0
            promised = _length(answer)
            if promised is not None and start + promised > ROOM * file.bytes:
                raise _FailedError(tr("what {host} sends is not the published file (it is far too large)", host=host))
            with _growing(part, start) as kept:
                for chunk in _chunks(answer, host):
                    got += len(chunk)
                    if start + got > ROOM * file.bytes:
                        _forget(part)
                        raise _FailedError(
                            tr("what {host} sends is not the published file (it is far too large)", host=host)
                        )
                    _add(kept, chunk, part)
                    yield start + got
            cut = got < promised if promised is not None else start + got < file.bytes and not is_published(part, file)
            if cut:
                raise _FailedError(tr("{host} broke off", host=host), further=got > 0)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and had:
            _forget(part)
            raise _FailedError(tr("{host} has no more of the file", host=host), further=True) from error
        said = http.HTTPStatus(error.code).phrase if error.code in list(http.HTTPStatus) else ""
        raise _FailedError(
            tr("{host} answered with an error ({code} {said}", host=host, code=error.code, said=said).rstrip() + ")"
        ) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _FailedError(_reason(error, host), further=got > 0) from error


def _server(url: str) -> str:
    """Whom an address asks, in words: a proxy that stands between may be the one who fails."""
    asked = urlsplit(url)
    proxy = urlsplit(urllib.request.getproxies().get(asked.scheme, "")).netloc.rpartition("@")[2]
    through = proxy and not urllib.request.proxy_bypass(asked.netloc)
    return tr("{netloc} (through the proxy {proxy})", netloc=asked.netloc, proxy=proxy) if through else asked.netloc


def _chunks(answer: http.client.HTTPResponse, host: str) -> Iterator[bytes]:
    """What comes, as it comes. Raises _FailedError for a drip that would go on for hours."""
    since, lately = time.monotonic(), 0
    while chunk := answer.read1(CHUNK):
        yield chunk
        lately += len(chunk)
        if time.monotonic() - since > SLOW_SECONDS:
            if lately < SLOW_BYTES:
                raise _FailedError(tr("{host} sends too slowly", host=host), further=True)
            since, lately = time.monotonic(), 0


class _PatientToAPoint(http.client.HTTPConnection):
    """A connection whose answer must have begun after a while, be its headers sent drop by drop."""

    def getresponse(self) -> http.client.HTTPResponse:
        """The answer, as far as its headers."""
        sock, over = self.sock, threading.Event()
        late = threading.Timer(HEADER_SECONDS, _hang_up, (sock, over))
        late.daemon = True
        late.start()
        try:
            return super().getresponse()
        finally:
            late.cancel()
            if over.is_set():  # be it that what came until then looks like an answer
                raise _FailedError(tr("{host} sends too slowly", host=self.host))


class _SecurelyPatient(_PatientToAPoint, http.client.HTTPSConnection):
    """The same over TLS."""


class _HTTPHandler(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """As urllib's, with a connection of ours."""
        return self.do_open(_PatientToAPoint, req)


class _HTTPSHandler(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """As urllib's, with a connection of ours; its context is the system's, which looks at certificates."""
        return self.do_open(_SecurelyPatient, req)


def _hang_up(sock: socket.socket, over: threading.Event) -> None:
    over.set()
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _opener() -> urllib.request.OpenerDirector:
    """Asks by HTTP and HTTPS alone, through the system's proxy, and goes where it is sent to a few times."""
    made = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.UnknownHandler,
        _HTTPHandler,
        _HTTPSHandler,
        urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
    ):
        made.add_handler(handler())
    return made


def _goes_on(answer: http.client.HTTPResponse, had: int) -> bool:
    """Whether the answer begins behind what is there; a server that knows no ranges begins anew."""
    return bool(had) and answer.status == 206 and answer.headers.get("Content-Range", "").startswith(f"bytes {had}-")


def _length(answer: http.client.HTTPResponse) -> int | None:
    """The bytes that the answer promises; None where it does not say."""
    said = answer.headers.get("Content-Length", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else None


def _reason(error: Exception, host: str) -> str:
    """Why a server could not be asked, in words."""
    cause = getattr(error, "reason", error)  # URLError wraps what happened
    match cause:
        case TimeoutError():
            return tr("{host} said nothing for {seconds:.0f} seconds", host=host, seconds=SILENCE_SECONDS)
        case socket.gaierror():
            return tr("the name {host} could not be resolved, perhaps for lack of a network", host=host)
        case ssl.SSLCertVerificationError():
            return tr("the certificate of {host} cannot be trusted ({why})", host=host, why=cause.verify_message)
        case ConnectionRefusedError():
            return tr("{host} refused the connection", host=host)
        case ConnectionError() | http.client.IncompleteRead():
            return tr("{host} broke off", host=host)
        case OSError() if cause.errno in _NO_NETWORK:
            return tr("there is no network that leads to {host}", host=host)
        case http.client.HTTPException():
            return tr("{host} does not speak HTTP", host=host)
    return tr("{host} could not be asked ({split})", host=host, split=" ".join(str(cause).split())[:200])


# --- on the disk ---


@contextmanager
def _growing(part: Path, start: int) -> Iterator[BinaryIO]:
    """The unfinished file, open behind its first `start` bytes, locked against others who fetch the same."""
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        file = os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666), "r+b", buffering=0)
    except OSError as error:
        raise _cannot_keep(part, error) from error
    with file:
        if not try_lock(file.fileno()):
            raise DatasetError(
                tr("{name} is being downloaded by another window or command.", name=part.name.removesuffix(".part")),
                tr("Wait until it is there."),
            )
        if os.fstat(file.fileno()).st_size < start:
            raise _FailedError(tr("another digitpad took over"), further=True)
        try:
            file.seek(start)
            file.truncate()
        except OSError as error:
            raise _cannot_keep(part, error) from error
        yield file  # raw, so that every byte that is counted has been written


def _add(file: BinaryIO, chunk: bytes, part: Path) -> None:
    """Writes all of the chunk. Raises StorageError; what fills the disk is taken away again."""
    rest = memoryview(chunk)
    try:
        while rest:
            rest = rest[file.write(rest) :]
    except OSError as error:
        if error.errno in _FULL:
            _forget(part)
        raise _cannot_keep(part, error) from error


def _part(path: Path) -> Path:
    """Where what has come of a file so far is kept."""
    return path.with_name(path.name + ".part")


def _had(part: Path) -> int:
    """How many bytes have come already."""
    return part.stat().st_size if part.is_file() else 0


def _check_room(title: str, folder: Path, needed: int) -> None:
    """Raises StorageError where there is no room for so many more bytes."""
    there = next((place for place in (folder, *folder.parents) if place.is_dir()), None)
    with suppress(OSError, AttributeError):  # a system that does not say is tried
        free = shutil.disk_usage(there).free if there is not None else needed
        if free < needed:
            raise StorageError(
                tr(
                    "There is no room for {title}: it needs {needed:.1f} MB, and {folder} has {free:.1f} MB.",
                    title=title,
                    needed=needed / 1e6,
                    folder=folder,
                    free=free / 1e6,
                ),
                AT_HOME,
            )


def _cannot_keep(path: Path, error: OSError) -> DigitpadError:
    what = tr("there is no room") if error.errno in _FULL else error.strerror or str(error)
    return StorageError(tr("{path} could not be written: {what}.", path=path, what=what), AT_HOME)


def _forget(part: Path) -> None:
    with suppress(OSError):
        part.unlink(missing_ok=True)


class _Pace:
    """How fast it goes, from its first byte on."""

    def __init__(self) -> None:
        self._begun: tuple[float, int] | None = None

    def left(self, done: int, total: int) -> float | None:
        """Seconds to go at the pace so far; None while that would be a guess."""
        now = time.monotonic()
        if self._begun is None:
            self._begun = (now, done)
        seconds, came = now - self._begun[0], done - self._begun[1]
        return None if seconds < 1 or came <= 0 else (total - done) * seconds / came


def _duration(seconds: float) -> str:
    return f"{max(round(seconds), 1)} s" if seconds < 90 else f"{round(seconds / 60)} min"
