"""No test waits for ever: processes under a deadline; then they are ended, and the test fails with what they were at.

    done = run([program, ...], seconds=60)                # as subprocess.run() with both streams kept
    process = start([program, ...])                       # in a session of its own, nothing to read
    with deadline(process, 60):                           # whatever is waited for within: lines, its end, other files
        for line in process.stderr: ...
"""
import contextlib
import os
import signal
import subprocess
import threading
import time

SECONDS = 600  # of one command, on the slowest machine: whatever takes longer does not end


class Overdue(AssertionError):
    """A process that did not end in time, or left others behind."""


def start(command, **options):
    """A process that leads a session, so that all that it starts can be found and ended with it."""
    options.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.Popen(command, start_new_session=True, **options)


def run(command, seconds=SECONDS, **options):
    """As subprocess.run(), for a process in a session of its own; both streams are kept where no option says else."""
    for stream in ("stdout", "stderr"):
        options.setdefault(stream, subprocess.PIPE)
    given = options.pop("input", None)
    if given is not None:
        options["stdin"] = subprocess.PIPE
    process = start(command, **options)
    with deadline(process, seconds):
        printed, said = process.communicate(given)
    return subprocess.CompletedProcess(command, process.returncode, printed, said)


def wait(process, seconds=SECONDS):
    """The status of a process that start() has started."""
    with deadline(process, seconds):
        return process.wait()


@contextlib.contextmanager
def deadline(process, seconds=SECONDS):
    """Ends the session of `process` once `seconds` have passed: what waits for it goes on then, and Overdue is thrown.

    Whoever leaves by an exception leaves no process behind either.
    """
    stories = []

    def end():
        stories.append(story(process.pid))
        end_session(process.pid)

    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        yield
    except BaseException as error:
        timer.cancel()
        timer.join()
        end_session(process.pid)
        if stories:
            raise overdue(process, seconds, stories[0]) from error
        raise
    timer.cancel()
    timer.join()
    if stories:
        raise overdue(process, seconds, stories[0])


def overdue(process, seconds, told):
    return Overdue(f"did not end within {seconds} s: {' '.join(map(str, process.args))}\n{told}")


def expect_nobody_left(process, seconds=30):
    """Fails when others of the session of `process`, which has ended, outlive it by `seconds`."""
    start_ = time.monotonic()
    while members(process.pid):
        if time.monotonic() - start_ > seconds:
            told = story(process.pid)
            end_session(process.pid)
            raise Overdue(f"left behind by {' '.join(map(str, process.args))}\n{told}")
        time.sleep(0.02)


def members(session):
    """Processes of a session that run; who has ended and is not waited for (a zombie) does not count."""
    found = []
    for name in os.listdir("/proc"):
        with contextlib.suppress(OSError):  # it has just ended
            if name.isdigit():
                state, _, _, its_session = read(f"/proc/{name}/stat").rpartition(")")[2].split()[:4]
                if int(its_session) == session and state not in "ZX":
                    found.append(int(name))
    return found


def end_session(session):
    while found := members(session):  # again, for what was started meanwhile
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


def story(session):
    """A line for every thread: its state, where in the kernel it waits, the seconds that it has computed, its command."""
    lines = []
    for pid in members(session):
        with contextlib.suppress(OSError):
            words = read(f"/proc/{pid}/cmdline").replace("\0", " ")
            for thread in sorted(os.listdir(f"/proc/{pid}/task"), key=int):
                at = f"/proc/{pid}/task/{thread}"
                fields = read(f"{at}/stat").rpartition(")")[2].split()
                seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
                lines.append(f"  {pid}/{thread} {fields[0]} {read(f'{at}/wchan')} {seconds:.2f} s: {words[:200]}")
    return "\n".join(lines) or "  nobody of its session is left"


def read(path):
    with open(path, errors="replace") as file:
        return file.read()
