"""The use cases, each a generator of progress and results for window and command line. No Qt; imports all below."""
