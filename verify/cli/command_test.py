#!/usr/bin/python3
"""The command as a user meets it: exit codes, one clear line for bad input, nothing left behind, every option used.

usage: command_test.py PLUMBLINE BASELINE.h5 [unittest options], for one suite its name: BadInput, Output ...
"""
import unittest

from command.bad_input import BadInput  # noqa: F401
from command.output import Output  # noqa: F401
from command.verdicts import Verdicts  # noqa: F401
from command.options import Options  # noqa: F401
from command.path_studies import PathStudies  # noqa: F401
from command.rules import Rules  # noqa: F401
from command.law import Law  # noqa: F401
from command.law_studies import LawStudies  # noqa: F401
from command.failing import Failing  # noqa: F401
from command.any_case import AnyCase  # noqa: F401
from command.threads import Threads  # noqa: F401
from command.memory import Memory  # noqa: F401
from command.rough_hands import RoughHands  # noqa: F401
from command.hostile_files import HostileFiles  # noqa: F401
from command.shards import Shards  # noqa: F401

if __name__ == "__main__":
    unittest.main()
