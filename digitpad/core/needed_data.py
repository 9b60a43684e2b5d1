"""A dataset that is not on this machine: what it is called, and how much is to be fetched. Standard library."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededData:
    """`dataset`: its id in a plan; `megabytes` of its download, 0 where it cannot be downloaded."""

    dataset: str
    title: str
    megabytes: int
