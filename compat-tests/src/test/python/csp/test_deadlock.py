"""A network whose processes all wait for each other says so and ends: in a program of its own, because the threads of the tests
might act."""
import re
import subprocess
import sys

import pytest

from networks import LONG

RING = '''
from pycsp.parallel import *

@process
def left(cin, cout):
    cin()
    cout(1)

@process
def right(cin, cout):
    AltSelect(InputGuard(cin), InputGuard(cin))

a, b = Channel('a'), Channel('b')
try:
    Parallel(left(+a, -b), right(+b, -a))
except FatalException as e:
    print('caught', e)
'''

# On a busy machine GraalPy does not get the frames of all threads in time, and has a None in their places.
BUSY = ('import sys; frames, missing = sys._current_frames, [5, 4, 3, 2, 1]; '
        'sys._current_frames = lambda: dict.fromkeys(frames()) if missing and missing.pop() else frames()')

# Rarely, it has one of an import that is over for the main thread.
STALE = ('import sys, threading; frames, main = sys._current_frames, threading.current_thread().ident; '
         'code = type("Code", (), {"co_filename": "<frozen _frozen_importlib>", "co_name": "_load"}); '
         'old = type("Frame", (), {"f_globals": {"__name__": "importlib"}, "f_lineno": 1, "f_back": None, "f_code": code}); '
         'sys._current_frames = lambda: dict(list(frames().items()) + [(main, old)])')

SPAWNED = '''
import time
from pycsp.parallel import *

@process
def reader(cin):
    cin()

@multiprocess
def elsewhere(cin):
    cin()

if __name__ == '__main__':
    c, d = Channel('c'), Channel('d')
    Spawn(reader(+c), elsewhere(+d))
    cout, dout = -c, -d
    (+Channel('never')) ()
'''

WAITS = '''
import time
from pycsp.parallel import *

@process
def late(cout):
    time.sleep(1.5)
    cout('in time')

@process
def reader(cin):
    print(cin())

c = Channel('c')
Parallel(late(-c), reader(+c))
c = Channel()
cin = +c
AltSelect(InputGuard(cin), TimeoutGuard(1))
'''


def run(tmp_path, source):
    script = tmp_path / 'network.py'
    script.write_text(source)
    program = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    out, err = program.communicate(timeout=LONG + 20)
    return out, err, program.returncode


@pytest.mark.parametrize('before', ['', BUSY, STALE], ids=['idle', 'busy', 'stale'])
def test_a_ring_is_reported_and_the_main_program_goes_on(tmp_path, before):
    out, err, status = run(tmp_path, before + RING)
    assert out.startswith('caught deadlock') and status == 0
    lines = err.splitlines()
    assert lines[0].startswith('deadlock')
    assert re.search(r'[mM]ain\w*#\d+ waits for other processes, at .*network.py:15 in <module>', err)
    assert re.search(r'left#\d+ waits to read from a, at .*network.py:6 in left', err)
    assert re.search(r'right#\d+ waits to read from b or to read from b, at .*network.py:11 in right', err)
    assert len(lines) == 4, 'it is reported once'


def test_a_main_program_that_is_blocked_itself_fails(tmp_path):
    out, err, status = run(tmp_path, SPAWNED)
    assert status == 1 and out == ''
    assert 'FatalException: deadlock' in err
    for line in ('waits to read from never', 'waits to read from c', 'waits to read from d'):
        assert line in err


def test_who_can_still_go_on_is_not_reported(tmp_path):
    assert run(tmp_path, WAITS) == ('in time\n', '', 0)
