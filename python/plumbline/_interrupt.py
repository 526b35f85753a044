"""After Ctrl-C a long computation is given up, but nothing can stop it: the program must not wait for it to end."""

import atexit
import os
import sys

from plumbline import _core


def _leave() -> None:
    if _core.n_running():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(130)


atexit.register(_leave)
