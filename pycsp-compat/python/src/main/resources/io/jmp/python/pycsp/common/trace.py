"""Names to import instead of those of `pycsp.parallel`, which write what happens to a file: one dict a line, with its `type`.

`TraceInit` opens the file, `TraceQuit` closes it. Only what is done through the names of this module, between the two, is written::

    from pycsp.parallel import *
    from pycsp.common.trace import *

    TraceInit('network.log')
    ...
    TraceQuit()

With a name that ends in `.html`, `.dot` or `.json`, a picture is written instead, of all that happens in this JVM: a page with the network
and a time line, the network for Graphviz, or the events for Chrome's trace viewer. `jmp trace SCRIPT` does so for a whole program.
"""
import sys

from _jmp_host import kernel as _kernel
import pycsp.current
from pycsp.current import *
from pycsp.current import __all__ as _names
from pycsp.parallel import alternation, altselect, channel
from pycsp.parallel.process import _as_factory, _flat, current_process_id

try:
    from _thread import allocate_lock
except ImportError:
    from thread import allocate_lock

__all__ = [name for name in _names if name != 'version'] + ['TraceInit', 'TraceMsg', 'TraceQuit']

pycsp.current.trace = True

_lock = allocate_lock()
_file = None
_owned = False
_picture = None     # the name of the file that the picture is for


class _Output(object):
    """Standard output that is also written to the trace."""

    def __init__(self, stream):
        self.stream = stream

    def write(self, text):
        _trace('Output', msg=text)
        self.stream.write(text)

    def flush(self):
        self.stream.flush()


def TraceInit(file=None, stdout=False):
    """Begin to write to a file, given by its name or open; the default is `pycsp_trace.log`. With `stdout`, what is printed is
    written too. A name with the end `.html`, `.dot` or `.json` is for a picture."""
    global _file, _owned, _picture
    if isinstance(file, str) and file.lower().endswith(('.html', '.htm', '.dot', '.gv', '.json')):
        _kernel.csptrace.begin(file)
        _picture = file
        return
    _owned = file is None or isinstance(file, str)
    _file = open(file or 'pycsp_trace.log', 'w') if _owned else file
    if stdout:
        sys.stdout = _Output(sys.stdout)


def TraceMsg(s):
    """Write a message of the program."""
    if _picture is not None:
        _kernel.csptrace.message(str(s))
    _trace('Msg', process_id=current_process_id(), msg=str(s))


def TraceQuit():
    """Write no more. A file that was given by its name is closed."""
    global _file, _picture
    if _picture is not None:
        name, _picture = _picture, None
        with open(name, 'wb') as picture:
            picture.write(_kernel.csptrace.end(name).encode('utf-8'))
        return
    _trace('TraceQuit')
    if isinstance(sys.stdout, _Output):
        sys.stdout = sys.stdout.stream
    with _lock:
        file, _file = _file, None
        if file is not None:
            file.flush()
            if _owned:
                file.close()


def _trace(kind, **what):
    what['type'] = kind
    with _lock:
        if _file is not None:
            _file.write(u'%r\n' % (what,))     # Python 2's `io` takes `unicode` only


def process(func):
    """As `pycsp.parallel.process`; the start and the end of each process are written."""
    def traced(*args, **kwargs):
        process_id = current_process_id()
        _trace('StartProcess', func_name=func.__name__, process_id=process_id)
        try:
            return func(*args, **kwargs)
        finally:
            _trace('QuitProcess', func_name=func.__name__, process_id=process_id)
    traced.__name__ = func.__name__

    def factory(*args, **kwargs):
        return pycsp.current.Process(traced, *args, **kwargs)
    return _as_factory(factory, func)


def _run(what, run, processes, update):
    val = {'process_id': current_process_id(),
           'processes': [{'func_name': p.fn.__name__, 'process_id': p.id} for p in _flat(processes)]}
    _trace('BlockOn' + what, **val)
    result = run(*processes, **update)
    _trace('Done' + what, **val)
    return result


def Parallel(*processes, **update):
    """As `pycsp.parallel.Parallel`, written."""
    return _run('Parallel', pycsp.current.Parallel, processes, update)


def Sequence(*processes, **update):
    """As `pycsp.parallel.Sequence`, written."""
    return _run('Sequence', pycsp.current.Sequence, processes, update)


def Spawn(*processes, **update):
    """As `pycsp.parallel.Spawn`, written."""
    _trace('Spawn', process_id=current_process_id(),
           processes=[{'func_name': p.fn.__name__, 'process_id': p.id} for p in _flat(processes)])
    pycsp.current.Spawn(*processes, **update)


class _Traced(object):
    """What both kinds of traced ends have in common."""
    __slots__ = ()
    _count = 0

    def _write(self, kind, number=0):
        _trace(kind, id=number, chan_name=self.channel.name, process_id=current_process_id())

    def poison(self):
        self._write('Poison')
        super(_Traced, self).poison()

    def retire(self):
        self._write('Retire')
        super(_Traced, self).retire()


class ChannelEndReadTrace(_Traced, channel.ChannelEndRead):
    """A reading end whose operations are written."""

    def __call__(self):
        number, self._count = self._count, self._count + 1
        self._write('BlockOnRead', number)
        message = super(ChannelEndReadTrace, self).__call__()
        self._write('DoneRead', number)
        return message


class ChannelEndWriteTrace(_Traced, channel.ChannelEndWrite):
    """A writing end whose operations are written."""

    def __call__(self, message):
        number, self._count = self._count, self._count + 1
        self._write('BlockOnWrite', number)
        super(ChannelEndWriteTrace, self).__call__(message)
        self._write('DoneWrite', number)


class Channel(channel.Channel):
    """As `pycsp.parallel.Channel`; its making and its ends are written."""

    def __init__(self, name=None, buffer=0, connect=None):
        super(Channel, self).__init__(name, buffer, connect)
        _trace('Channel', chan_name=self.name)

    def reader(self):
        end = ChannelEndReadTrace(channel._reader(self._handle), self)
        _trace('ChannelEndRead', chan_name=self.name)
        return end

    def writer(self):
        end = ChannelEndWriteTrace(channel._writer(self._handle), self)
        _trace('ChannelEndWrite', chan_name=self.name)
        return end

    __pos__ = reader
    __neg__ = writer

    def __mul__(self, count):
        return [self] + [Channel(buffer=self.buffer) for _ in range(int(count) - 1)]

    __rmul__ = __mul__


def _described(what):
    if isinstance(what, channel.ChannelEnd):
        return {'type': 'ReadGuard' if what.isReader() else 'WriteGuard', 'chan_name': what.channel.name}
    return {'type': type(what).__name__}


class _Choice(object):
    """Writes what a choice waits for, and what it does."""

    def __init__(self, how, guards):
        self.how = how
        self.process_id = current_process_id()
        _trace('Alternation', guards=[_described(guard[0]) for guard in guards], process_id=self.process_id)
        _trace('BlockOnAlternation.' + how, process_id=self.process_id)

    def done(self, result):
        _trace('DoneAlternation.' + self.how, guard=_described(result[0]), process_id=self.process_id)
        return result


class Alternation(alternation.Alternation):
    """As `pycsp.parallel.Alternation`, written."""

    def execute(self):
        self._steps += 1
        try:
            return _Choice('execute', self.guards).done(super(Alternation, self).execute())
        finally:
            self._steps -= 1

    def select(self):
        return _Choice('select', self.guards).done(super(Alternation, self).select())


def AltSelect(*guards):
    """As `pycsp.parallel.AltSelect`, written."""
    flat = altselect._flat(guards)
    return _Choice('execute', flat).done(altselect._perform(altselect.ANY, flat, None))


def PriSelect(*guards):
    """As `pycsp.parallel.PriSelect`, written."""
    flat = altselect._flat(guards)
    return _Choice('execute', flat).done(altselect._perform(altselect.PRIORITY, flat, None))


def FairSelect(*guards):
    """As `pycsp.parallel.FairSelect`, written."""
    flat = altselect._flat(guards)
    return _Choice('execute', flat).done(altselect._perform(altselect.FAIR, flat, altselect._place(sys._getframe(1))))
