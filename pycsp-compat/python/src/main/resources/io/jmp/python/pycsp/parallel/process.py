"""Processes of one interpreter, and how processes are run."""
import atexit
import itertools
import os
import sys

try:
    from _thread import _count as _threads, _local, get_ident
    from itertools import count as _counter
except ImportError:
    from _jmp_host import counter as _counter, threads as _threads
    from thread import get_ident
    from threading import local as _local

from _jmp_host import kernel as _kernel
from pycsp.parallel import _output
from pycsp.parallel.exceptions import ChannelPoisonException, ChannelRetireException, FatalException, InfoException

__all__ = ['Process', 'process', 'Sequence', 'Parallel', 'Spawn', 'current_process_id', 'shutdown']

_csp = _kernel.csp
_start, _join = _csp.start, _csp.join

_numbers = _counter(1)
_alive = {}         # by their numbers; the main program's is 0
_state = _local()
_given_up = False   # whether there was a deadlock


def process(func):
    """Make a function into a factory of processes: calling it with arguments makes a `Process` that is not started yet."""
    def factory(*args, **kwargs):
        return Process(func, *args, **kwargs)
    return _as_factory(factory, func)


def _as_factory(factory, func):
    factory.__name__ = func.__name__
    if hasattr(func, '__qualname__'):
        factory.__qualname__ = func.__qualname__
    factory.__doc__ = func.__doc__
    factory.__module__ = func.__module__
    factory.fn = func
    return factory


def new_id(fn):
    """A process id that no other has, in this JVM: the function's name, the interpreter and a number."""
    return '%s-%d-%d' % (getattr(fn, '__name__', type(fn).__name__), os.getpid(), next(_numbers))


class _Spawner(object):
    """What can spawn processes: it waits for them before it ends."""

    def _begin(self):
        self.spawned = []
        self.channel_names = set()      # of the channels that it has made
        self.places = {}                # of its fair choices
        self.waits_at = None            # where in its source it waits for processes

    def wait_for_spawned(self):
        while self.spawned:
            self.spawned.pop().join_report()

    def end_spawned(self):
        """Wait for them where there is nobody to raise an error to: it is printed."""
        while self.spawned:
            try:
                self.wait_for_spawned()
            except FatalException as e:
                if _given_up:
                    break   # was reported
                sys.stderr.write('Exception in a process that %s has spawned: %s\n' % (self.name, e))


class _Main(_Spawner):
    """The main thread of an interpreter, or one that the package did not start."""
    id = '__main__'
    name = '__main__'

    def __init__(self):
        self._ident = get_ident()
        self._begin()


_main = _alive[0] = _Main()


def current():
    """The process of the calling thread."""
    return getattr(_state, 'process', _main)


def become(process, id):
    """Make the main thread of this interpreter a process."""
    global _main
    process.id = id
    process._ident = get_ident()
    _main = _alive[0] = process
    return process


def current_process_id():
    """Return the id of the calling process; `'__main__'` outside of any process."""
    return current().id


class Process(_Spawner):
    """A function that runs in a thread of this interpreter, once. What it refers to is shared, not copied.

    `fn`, `args` and `kwargs` are what it calls, `id` identifies it, `return_value` is what the function returned. An exception
    other than those of poison and retire is printed on standard error; then `return_value` is None.
    """

    def __init__(self, fn, *args, **kwargs):
        self.fn = fn
        self.args = args
        self.kwargs = kwargs
        self.id = new_id(fn)
        self.name = getattr(fn, '__name__', type(fn).__name__)
        self.return_value = None
        self._handle = None
        self._begin()

    def update(self, **kwargs):
        """Accept the parameters that other kinds of processes have; there are none for this kind."""
        return self

    def start(self):
        """Start the process and return at once. Raises `RuntimeError` if it was started before."""
        if self._handle is not None:
            raise RuntimeError('process %s was started before' % self.name)
        number = next(_numbers)
        _alive[number] = self
        self._handle = _start(self.name, number)

    def join(self, timeout=None):
        """Wait until the process has ended, for at most `timeout` seconds if that is given."""
        _join(self._handle, -1.0 if timeout is None else max(0.0, float(timeout)))

    def is_alive(self):
        """Whether the process is running."""
        return self._handle is not None and not _join(self._handle, 0.0)

    def join_report(self):
        """Wait until the process has ended; return what its function returned."""
        _join(self._handle, -1.0)
        return self.return_value

    def run(self):
        """Call the function in the calling thread."""
        self.return_value = call(self.fn, self.args, self.kwargs)

    def __mul__(self, count):
        return [self] + [type(self)(self.fn, *renewed(self.args), **renewed(self.kwargs)) for _ in range(int(count) - 1)]

    __rmul__ = __mul__

    def __repr__(self):
        return '<%s %s>' % (type(self).__name__, self.name)


def call(fn, args, kwargs):
    """Call a process's function; poison and retire are passed on to the channel ends in the arguments."""
    try:
        return fn(*args, **kwargs)
    except ChannelPoisonException:
        for end in ends_in((args, kwargs)):
            end.poison()
    except ChannelRetireException:
        for end in ends_in((args, kwargs)):
            try:
                end.retire()
            except ChannelRetireException:
                pass


def _run(number, _):
    """Run a process; what the kernel calls in the process's thread."""
    process = _state.process = _alive[number]
    process._ident = get_ident()
    try:
        process.run()
    except SystemExit:
        pass
    except BaseException:
        import traceback
        sys.stderr.write('Exception in process %s:\n%s' % (process.name, traceback.format_exc()))
    finally:
        process.end_spawned()
        del _alive[number]


def _inspect(number, data):
    """Answer a question of the kernel about this interpreter."""
    if number >= 0:
        return _location(_alive.get(number))
    elif number == -1:
        return b'yes' if _others_may_act() else None
    else:
        _give_up(bytes(data))


def _give_up(report):
    """Nobody will ever wait for the processes of this network again."""
    global _given_up
    _given_up = True
    sys.stderr.write(report if str is bytes else report.decode('utf-8'))
    others = sys.modules.get('multiprocessing.process')
    for child in others.active_children() if others is not None else ():
        if hasattr(child, 'pycsp_process'):
            child._config['daemon'] = True      # is ended with the program


_OURS = 'pycsp.', 'multiprocessing.', '_jmp_host'


def _location(process):
    """Where in its source a process is."""
    where = _place(_frame(getattr(process, '_ident', None)))
    if where is None or where.startswith('<frozen '):
        # Rarely, GraalPy has the frame of an import of this thread that is long over.
        where = getattr(process, 'waits_at', None) or where
    return where if where is None else where.encode('utf-8')


def _place(frame):
    """The first place on the stack that is not in this package."""
    while frame is not None and (frame.f_globals.get('__name__') or '').startswith(_OURS):
        frame = frame.f_back
    if frame is not None:
        return '%s:%d in %s' % (frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)


def _frame(ident):
    """The frame of a thread. GraalPy asks all threads for theirs and waits for 20 ms only; then it has a None in its place."""
    for _ in range(100):
        frames = sys._current_frames()
        if frames.get(ident) is not None or ident not in frames:
            break
    return frames.get(ident)


def _others_may_act():
    """Whether there are threads, or processes of `multiprocessing`, that may have a channel end."""
    if _threads():
        return True
    others = sys.modules.get('multiprocessing.process')
    return others is not None and any(not hasattr(child, 'pycsp_process') for child in others.active_children())


_csp.useRunner(_run)
_csp.useInspector(_inspect)


def ends_in(value):
    """All channel ends in nested lists, tuples and dicts."""
    kind = type(value)
    if kind in (list, tuple):
        for item in value:
            for end in ends_in(item):
                yield end
    elif kind is dict:
        for item in itertools.chain(value.keys(), value.values()):
            for end in ends_in(item):
                yield end
    elif hasattr(value, 'poison') and hasattr(value, 'retire'):
        yield value


def renewed(value):
    """The arguments for a further process: its channel ends are new ones of the same channels, the rest is the same."""
    kind = type(value)
    if kind in (list, tuple, dict):
        if next(ends_in(value), None) is None:
            return value
        if kind is dict:
            return dict((renewed(key), renewed(item)) for key, item in value.items())
        return kind([renewed(item) for item in value])
    if hasattr(value, 'isReader') and hasattr(value, 'channel'):
        return value.channel.reader() if value.isReader() else value.channel.writer()
    return value


def _flat(processes):
    flat = []
    for item in processes:
        if isinstance(item, (list, tuple)):
            flat.extend(_flat(item))
        elif isinstance(item, Process):
            flat.append(item)
        elif callable(getattr(item, 'fn', None)):
            raise InfoException('%s makes a process when it is called: write %s(...)' % (item.__name__, item.__name__))
        else:
            raise InfoException('only processes can be run, and lists of them: %r is none' % (item,))
    return flat


def _updated(processes, update):
    processes = _flat(processes)
    if update:
        for process in processes:
            process.update(**update)
    return processes


def Parallel(*processes, **update):
    """Run processes at the same time; wait for all and return the list of what they returned, in their order.

    Processes may be given in lists, also nested. Keyword arguments are passed to each process's `update`. Raises `InfoException` for what
    is no process, before any is started.
    """
    processes = _updated(processes, update)
    for process in processes:
        process.start()
    waiter = current()
    waiter.waits_at = _place(sys._getframe(1))
    try:
        return [process.join_report() for process in processes]
    finally:
        waiter.waits_at = None


def Sequence(*processes, **update):
    """Run processes one after the other; return the list of what they returned. Arguments as of `Parallel`."""
    results = []
    for process in _updated(processes, update):
        process.start()
        results.append(process.join_report())
    return results


def Spawn(*processes, **update):
    """Start processes and return at once; the calling process waits for them before it ends. Arguments as of `Parallel`."""
    processes = _updated(processes, update)
    for process in processes:
        process.start()
    current().spawned.extend(processes)


def shutdown():
    """Wait for the processes that the main program has spawned, and let other JVMs' processes go that use its channels. To be
    called once, at the end of it.

    Raises `InfoException` in a process.
    """
    if not isinstance(current(), _Main):
        raise InfoException('shutdown() is for the end of the main program; a process ends by itself')
    current().wait_for_spawned()
    _kernel.cspnet.close()


def _at_exit():
    """The main program ends when what it has spawned has."""
    if not _given_up:
        _main.end_spawned()
    _kernel.cspnet.close()


atexit.register(_at_exit)
