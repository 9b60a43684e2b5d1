"""The use cases, each a generator of progress, results and problems (`progress`) for window and command line.

No Qt: whoever wants no more of a task stops asking. torch is loaded when the first event is asked for, so that
whoever imports a task need not wait for it. Imports evaluation, analysis, learn and all below.
"""
