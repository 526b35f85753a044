#!/usr/bin/python3
"""The job scripts: what they write is what one run writes.

usage: jobs_test.py PLUMBLINE [--slurm] [unittest options]

Without --slurm the variables of SLURM are set as it sets them, task by task. With it a SLURM of this machine alone is
started in a folder of its own (slurm-wlm and munge of Debian, as root), and the scripts go through sbatch.
"""
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "verify", "cli"))
from command import deadline  # noqa: E402
from command.mpirun import ENVIRONMENT  # noqa: E402
from command.small_studies import datasets  # noqa: E402

PLUMBLINE = os.path.abspath(sys.argv.pop(1))
SLURM = "--slurm" in sys.argv
if SLURM:
    sys.argv.remove("--slurm")

STUDY = ["study", "guidance-scale", "unit-pair", "--steps", "50", "--trials", "4000", "--w", "0.1", "0.5", "1", "2", "5"]
SHARDS = 3
CONFIGURATION = """ClusterName=local
SlurmctldHost={host}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
NodeName={host} CPUs=4 Boards=1 SocketsPerBoard=1 CoresPerSocket=4 ThreadsPerCore=1 RealMemory=1000
PartitionName=main Nodes=ALL Default=YES State=UP
"""


class Jobs(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.environment = {**ENVIRONMENT, "PLUMBLINE": PLUMBLINE, "OUT": "out.h5"}
        if SLURM:
            del self.environment["OMPI_MCA_plm"]
            self.environment["SLURM_CONF"] = os.path.join(SlurmOfOneMachine.folder.name, "slurm.conf")
        self.call(PLUMBLINE, *STUDY, "--out", "whole.h5", "--reproducible")

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def call(self, *command, **variables):
        done = deadline.run(command, text=True, cwd=self.folder.name, env={**self.environment, **variables})
        self.assertEqual(done.returncode, 0, f"{command}: {done.stdout}{done.stderr}{self.logs()}")
        return done.stdout

    def logs(self):
        folder = pathlib.Path(self.folder.name)
        return "".join(log.read_text() for log in folder.glob("*.out"))

    def check_whole(self):
        self.assertEqual(datasets(self.path("out.h5")), datasets(self.path("whole.h5")))

    def merge(self):
        files = [f"out.h5.shard-{i}.h5" for i in range(1, SHARDS + 1)]
        self.call(PLUMBLINE, "merge", *files, "--out", "out.h5")

    @unittest.skipIf(SLURM, "the real one is there")
    def test_the_array_script(self):
        script = os.path.join(HERE, "slurm_array.sh")
        again = 2  # what was killed is submitted again, alone
        for i in range(1, SHARDS + 1):
            if i != again:
                self.call(script, *STUDY, SLURM_ARRAY_TASK_ID=str(i), SLURM_ARRAY_TASK_MAX=str(SHARDS), SLURM_CPUS_PER_TASK="1")
        self.call(script, *STUDY, SLURM_ARRAY_TASK_ID=str(again), SLURM_ARRAY_TASK_MAX=str(again), SHARDS=str(SHARDS))
        self.merge()
        self.check_whole()

    @unittest.skipIf(SLURM, "the real one is there")
    @unittest.skipUnless(shutil.which("mpirun"), "no mpirun")
    def test_the_mpi_script(self):
        self.call(os.path.join(HERE, "slurm_mpi.sh"), *STUDY, LAUNCH="mpirun --oversubscribe -n 3")
        self.check_whole()

    @unittest.skipUnless(shutil.which("parallel"), "no GNU parallel")
    def test_the_line_of_gnu_parallel(self):
        self.call(os.path.join(HERE, "gnu_parallel.sh"), *STUDY, SHARDS=str(SHARDS), PARALLEL_OPTIONS="-j 2")
        self.check_whole()

    @unittest.skipUnless(SLURM, "asks for --slurm")
    def test_the_array_script_under_slurm(self):
        said = self.call("sbatch", "--wait", f"--array=1-{SHARDS}", os.path.join(HERE, "slurm_array.sh"), *STUDY)
        self.merge()
        self.check_whole()
        print(said.strip(), file=sys.stderr)

    @unittest.skipUnless(SLURM, "asks for --slurm")
    def test_a_killed_task_under_slurm(self):
        script = os.path.join(HERE, "slurm_array.sh")
        longer = ["study", "score-error-paths", "narrow-rival", "--w", "0.5", "1", "2", "--steps", "16", "32", "64",
                  "--paths", "8000"]
        self.call(PLUMBLINE, *longer, "--out", "whole.h5", "--reproducible")
        job = self.call("sbatch", "--parsable", f"--array=1-{SHARDS}", script, *longer).strip()
        self.wait_until(lambda: os.path.exists(self.path("out.h5.shard-2.h5.partial")))
        self.call("scancel", "--signal=KILL", "--batch", f"{job}_2")
        self.wait_until(lambda: not self.call("squeue", "-h", "-j", job))
        self.assertFalse(os.path.exists(self.path("out.h5.shard-2.h5")))
        self.call("sbatch", "--wait", "--array=2", script, *longer)
        self.assertIn("are in out.h5.shard-2.h5.partial", self.logs())
        self.merge()
        self.check_whole()

    def wait_until(self, is_so, seconds=300):
        start = time.monotonic()
        while not is_so():
            self.assertLess(time.monotonic() - start, seconds, self.logs())
            time.sleep(0.05)

    @unittest.skipUnless(SLURM, "asks for --slurm")
    def test_the_mpi_script_under_slurm(self):
        said = self.call("sbatch", "--wait", "--ntasks=3", os.path.join(HERE, "slurm_mpi.sh"), *STUDY)
        self.check_whole()
        self.assertIn("5 of 5", self.logs())
        print(said.strip(), file=sys.stderr)


class SlurmOfOneMachine:
    """munged, slurmctld and slurmd, in a folder that goes with them."""

    folder = None
    munge_is_ours = False

    @classmethod
    def start(cls):
        cls.folder = tempfile.TemporaryDirectory()
        host = socket.gethostname().split(".")[0]
        with open(os.path.join(cls.folder.name, "slurm.conf"), "w") as file:
            file.write(CONFIGURATION.format(host=host, folder=cls.folder.name))
        for name in ("state", "spool"):
            os.mkdir(os.path.join(cls.folder.name, name))
        if not os.path.exists("/run/munge/munge.socket.2"):
            cls.munge_is_ours = True
            os.makedirs("/run/munge", exist_ok=True)
            shutil.chown("/run/munge", "munge")
            subprocess.run(["su", "-s", "/bin/sh", "munge", "-c", "/usr/sbin/munged"], check=True, timeout=60)
        environment = {**os.environ, "SLURM_CONF": os.path.join(cls.folder.name, "slurm.conf")}
        cls.daemons = [subprocess.Popen([program, "-D"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                       for program in ("/usr/sbin/slurmctld", "/usr/sbin/slurmd")]
        for _ in range(60):
            state = subprocess.run(["sinfo", "-h", "-o", "%T"], env=environment, capture_output=True, text=True, timeout=60).stdout
            if state.strip() == "idle":
                return
            time.sleep(1)
        sys.exit("SLURM does not come up: " + state)

    @classmethod
    def stop(cls):
        for daemon in cls.daemons:
            daemon.terminate()
            daemon.wait(timeout=60)
        if cls.munge_is_ours:
            subprocess.run(["/usr/sbin/munged", "--stop"], check=True, timeout=60)
        cls.folder.cleanup()


if __name__ == "__main__":
    if SLURM:
        SlurmOfOneMachine.start()
    try:
        unittest.main()
    finally:
        if SLURM:
            SlurmOfOneMachine.stop()
