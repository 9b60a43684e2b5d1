"""A file as it was published, and whether what is here is it: by its hash. Standard library and storage alone."""

import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path

from digitpad.core.storage import open_regular

CHUNK = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A file as it was published: its name under each mirror, its bytes, and how it is known to be the right one.

    By the bytes and the hash of what a gzipped file unpacks to, however it is packed; or by `digest`, the hash of the
    file itself, such as "sha256:51467d...".
    """

    name: str
    bytes: int
    content_bytes: int = 0
    content_sha256: str = ""
    digest: str = ""


def is_published(path: Path, file: Remote) -> bool:
    """Whether what is there is the published file, or unpacks to it; a bomb is unpacked no further than that."""
    if file.digest:
        return _has_digest(path, file)
    digest, size = hashlib.sha256(), 0
    try:
        unpacker = zlib.decompressobj(wbits=31)  # gzip
        with open_regular(path) as opened:
            while packed := opened.read(CHUNK):
                while packed and size <= file.content_bytes:
                    part = unpacker.decompress(packed, CHUNK)
                    digest.update(part)
                    size += len(part)
                    packed = unpacker.unconsumed_tail
        whole = unpacker.eof and not unpacker.unused_data
    except (OSError, zlib.error):
        return False
    return whole and size == file.content_bytes and digest.hexdigest() == file.content_sha256


def _has_digest(path: Path, file: Remote) -> bool:
    kind, _, wanted = file.digest.partition(":")
    digest = hashlib.new(kind, usedforsecurity=False)
    try:
        if path.stat().st_size != file.bytes:
            return False
        with open_regular(path) as opened:
            while block := opened.read(1 << 20):
                digest.update(block)
    except OSError:
        return False
    return digest.hexdigest() == wanted
