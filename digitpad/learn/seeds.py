"""Seeds for every use of randomness in a run, from the plan's one. Imports the standard library."""

import hashlib


def derived(seed: int, *position: int | str) -> int:
    """A seed of 63 bits for this use at this position of the run, unlike all others.

    So nothing has to be remembered to go on from the middle of an epoch exactly as if it had never been interrupted.
    """
    text = "/".join(map(str, (seed, *position)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1
