import os
import subprocess

from command import deadline
from command.harness import Command, HOLDS, PLUMBLINE


class Memory(Command):
    """Monte Carlo keeps sums and a few blocks of paths, however many paths there are."""

    def peak(self, *arguments):
        """The largest resident size of a run, in bytes."""
        run = deadline.start([PLUMBLINE, *arguments, "--threads", "2"], cwd=self.folder.name, stdout=subprocess.DEVNULL)
        with deadline.deadline(run):
            _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(run.returncode, HOLDS, arguments)
        return 1024 * usage.ru_maxrss

    def test_four_million_paths_take_the_memory_of_one(self):
        path = self.path("paths.h5")
        commands = {"sample": ["sample", "unit-pair", "--w", "1", "--steps", "1", "--out", path, "--paths"],
                    "guidance-scale": ["study", "guidance-scale", "unit-pair", "--w", "1", "--steps", "16", "--out", path,
                                       "--trials"]}
        for name, command in commands.items():
            few, many = (self.peak(*command, number) for number in ("1000000", "4000000"))
            # one byte a path would be 3 MB
            self.assertLess(abs(many - few), 2e6, name)
