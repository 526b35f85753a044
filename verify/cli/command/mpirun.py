"""mpirun on this machine alone: nothing is asked of a network, of ssh or of other machines; its own faults fail no test."""
import os
import time

from command import deadline

ENVIRONMENT = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
               "OMPI_MCA_plm": "isolated", "OMPI_MCA_oob_tcp_if_include": "lo", "OMPI_MCA_pml": "ob1",
               "OMPI_MCA_btl": "self,vader", "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
               "PMIX_MCA_gds": "hash",  # see wait_after_a_kill()
               "NO_COLOR": "1", "COLUMNS": "100"}  # its own standard output is a terminal


def mpirun(n, *command):
    return ["mpirun", "--oversubscribe", "-n", str(n), *command]


def ranks_of(process):
    """The processes that a running mpirun has started."""
    return [pid for pid in deadline.members(process.pid) if pid != process.pid]


def wait_after_a_kill(process, patience=20):
    """Waits for an mpirun one of whose ranks was killed; True if it had to be ended: `patience` s with no rank left.

    Open MPI 4.1.4 with PMIx 4.2.2 ends all ranks then, but hung itself after 9 of 90 early kills, in
    PMIx_server_finalize(), where it waits for a mutex whose memory has been given back. With what PMIx knows in its own
    memory and not in memory that ranks share (gds=hash) it ended after all of 96.
    """
    with deadline.deadline(process):
        alone_since = time.monotonic()
        while process.poll() is None:
            if ranks_of(process):
                alone_since = time.monotonic()
            elif time.monotonic() - alone_since > patience:
                process.kill()
                process.wait()
                return True
            time.sleep(0.02)
    return False
