"""Processes for files and programs."""
import subprocess
import time

from pycsp.current import AltSelect, Channel, ChannelRetireException, InputGuard, Parallel, Sequence, process, poison, retire
from pycsp.parallel.exceptions import ChannelPoisonException

__all__ = ['file_r', 'file_w', 'runner', 'execute', 'which']


def which(cmd):
    """Return the path of a program; '' if there is none of this name."""
    found = subprocess.Popen(['which', cmd], stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    return found.communicate()[0].strip()


def _opened(file, mode):
    return open(file, mode) if isinstance(file, str) else file


@process
def file_r(cout, file, retire_on_eof=True, sep='\n'):
    """Write the lines of a file, given by its name or open, as lists of lines which end with one that has `sep` in it; then
    retire, if `retire_on_eof`. The file is closed at its end."""
    file = _opened(file, 'r')
    try:
        lines = []
        for line in iter(file.readline, None):
            if not line:
                break
            lines.append(line)
            if _text(sep, line) in line:
                cout(lines)
                lines = []
        if lines:
            cout(lines)
    finally:
        file.close()
    if retire_on_eof:
        retire(cout)


def _text(sep, line):
    """The separator as bytes where the lines are bytes."""
    return sep.encode() if isinstance(line, bytes) and not isinstance(sep, bytes) else sep


@process
def file_w(cin, file):
    """Write each message, a text or a list of them, to a file given by its name or open. The file is closed when the channel is
    poisoned or retired."""
    file = _opened(file, 'w')
    try:
        while True:
            message = cin()
            file.write(''.join(message) if isinstance(message, list) else message)
            file.flush()
    finally:
        file.close()


@process
def runner(cin):
    """Run programs one after the other: each message is `(command, stdin, stdout, stderr)` as `execute` takes them."""
    while True:
        command, stdin, stdout, stderr = cin()
        Sequence(execute(command, stdin, stdout, stderr))


@process
def execute(command, stdinChEnd=None, stdoutChEnd=None, stderrChEnd=None, retire_on_eof=True):
    """Run a program, a list of its name and arguments. What is read from `stdinChEnd` goes to its standard input, until that
    channel retires; its lines are written to `stdoutChEnd` and `stderrChEnd` as by `file_r`, which are then retired, if
    `retire_on_eof`. Returns the exit status."""
    program = subprocess.Popen(
        command, universal_newlines=True,
        stdin=subprocess.PIPE if stdinChEnd else None,
        stdout=subprocess.PIPE if stdoutChEnd else None,
        stderr=subprocess.PIPE if stderrChEnd else None)
    helpers = []
    done = Channel()
    if stdoutChEnd:
        helpers.append(file_r(stdoutChEnd, program.stdout, retire_on_eof))
    if stderrChEnd:
        helpers.append(file_r(stderrChEnd, program.stderr, retire_on_eof))
    if stdinChEnd:
        helpers.append(_feed(stdinChEnd, +done, program.stdin))
    Parallel(_wait(program, -done), helpers)
    return program.returncode


@process
def _wait(program, ended):
    """Tell when a program has ended."""
    try:
        # GraalPy's wait() returns only when the program's standard input is closed, which `_feed` does after this.
        while program.poll() is None:
            time.sleep(0.02)
    finally:
        poison(ended)


@process
def _feed(cin, ended, stdin):
    """Write to the standard input of a program, until the channel retires or the program ends."""
    try:
        while True:
            _, message = AltSelect(InputGuard(cin), InputGuard(ended))
            stdin.write(''.join(message) if isinstance(message, list) else message)
            stdin.flush()
    except (ChannelRetireException, ChannelPoisonException, IOError):
        pass
    finally:
        try:
            stdin.close()
        except IOError:
            pass
