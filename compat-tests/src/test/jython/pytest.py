"""As much of pytest as the Python tests use, for Python 2.7: pytest itself does not run on Jython any more. `run_tests.py` uses it."""
import functools
import inspect
import os
import shutil
import StringIO
import sys
import tempfile


class Skipped(Exception):
    """The test does not apply."""


def skip(reason=''):
    raise Skipped(reason)


class _Mark(object):
    """Marks are kept on the functions, in `marks`."""

    def __getattr__(self, name):
        def mark(*args, **kwds):
            return MarkDecorator(name, args, kwds)
        return mark


class MarkDecorator(object):
    def __init__(self, name, args, kwds):
        self.name, self.args, self.kwds = name, args, kwds

    def __call__(self, function):
        function.__dict__['marks'] = function.__dict__.get('marks', []) + [self]
        return function


mark = _Mark()


def fixture(function=None, scope='function', params=None, autouse=False):
    if function is None:
        return lambda function: fixture(function, scope, params, autouse)
    function.fixture = scope, params, autouse
    return function


def hookimpl(*args, **kwds):
    return lambda function: function


class _Raised(object):
    """What `raises` gives: `value` is the exception."""
    value = type = None


class raises(object):
    def __new__(cls, expected, *args, **kwds):
        self = object.__new__(cls)
        self.expected, self.match = expected, kwds.pop('match', None)
        self.info = _Raised()
        if args:
            with self:
                args[0](*args[1:], **kwds)
            return self.info
        return self

    def __init__(self, *args, **kwds):
        pass

    def __enter__(self):
        return self.info

    def __exit__(self, type, value, traceback):
        assert type is not None, 'did not raise %s' % (self.expected,)
        if not issubclass(type, self.expected):
            return False
        self.info.type, self.info.value = type, value
        if self.match is not None:
            import re
            assert re.search(self.match, str(value)), '%r does not match %r' % (str(value), self.match)
        return True


# --- fixtures of pytest itself --------------------------------------------------------------------------------------------------

class _Path(str):
    def __div__(self, name):
        return _Path(os.path.join(self, name))

    __truediv__ = __div__

    def write_text(self, text):
        with open(self, 'w') as f:
            f.write(text)

    def read_text(self):
        with open(self) as f:
            return f.read()

    def exists(self):
        return os.path.exists(self)

    def stat(self):
        return os.stat(self)

    def chmod(self, mode):
        os.chmod(self, mode)


@fixture
def tmp_path():
    directory = tempfile.mkdtemp()
    try:
        yield _Path(os.path.realpath(directory))
    finally:
        shutil.rmtree(directory, True)


class _PathFactory(object):
    def __init__(self):
        self.made = []

    def mktemp(self, name):
        self.made.append(_Path(os.path.realpath(tempfile.mkdtemp(suffix=name))))
        return self.made[-1]


@fixture(scope='module')
def tmp_path_factory():
    factory = _PathFactory()
    try:
        yield factory
    finally:
        for directory in factory.made:
            shutil.rmtree(directory, True)


class _Captured(object):
    def __init__(self, out, err):
        self.out, self.err = out, err


class _Capture(object):
    def __init__(self):
        self._before = sys.stdout, sys.stderr
        self._begin()

    def _begin(self):
        sys.stdout, sys.stderr = StringIO.StringIO(), StringIO.StringIO()

    def readouterr(self):
        captured = _Captured(sys.stdout.getvalue(), sys.stderr.getvalue())
        self._begin()
        return captured

    def end(self):
        sys.stdout, sys.stderr = self._before


@fixture
def capsys():
    capture = _Capture()
    try:
        yield capture
    finally:
        capture.end()


_MISSING = object()


class _MonkeyPatch(object):
    def __init__(self):
        self._undo = []

    def undo(self):
        while self._undo:
            self._undo.pop()()

    def setattr(self, target, name, value, raising=True):
        old = getattr(target, name, _MISSING)
        assert old is not _MISSING or not raising, name
        self._undo.append(functools.partial(delattr, target, name) if old is _MISSING else functools.partial(setattr, target, name, old))
        setattr(target, name, value)

    def setitem(self, mapping, name, value):
        old = mapping.get(name, _MISSING)
        self._undo.append(functools.partial(mapping.pop, name) if old is _MISSING else functools.partial(mapping.__setitem__, name, old))
        mapping[name] = value

    def setenv(self, name, value):
        self.setitem(os.environ, name, value)

    def syspath_prepend(self, path):
        self._undo.append(functools.partial(sys.path.remove, path))
        sys.path.insert(0, path)

    def chdir(self, path):
        self._undo.append(functools.partial(os.chdir, os.getcwd()))
        os.chdir(path)


@fixture
def monkeypatch():
    patch = _MonkeyPatch()
    try:
        yield patch
    finally:
        patch.undo()


def arguments_of(function):
    names = inspect.getargspec(function).args
    return names[1:] if names[:1] == ['self'] else names
