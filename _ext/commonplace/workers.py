"""Workers end with the build that started them.

A reading worker that outlived a killed build would go on writing doctrees of old sources
while the next build writes new ones.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent(builder_pid: int) -> None:
    """Ask the kernel to end this process with its parent, if it is a worker."""
    if os.getpid() == builder_pid:
        return
    if sys.platform == "linux":
        # Asking again for each page costs a system call and saves keeping state.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != builder_pid:
        os._exit(1)  # the parent was gone before it could be asked for
