"""Runs the tests of `../python` on Jython, where pytest does not run.

    run_tests.py EXPECTED [PART...]     a test is chosen by a part of its name; without any, all run and are compared with EXPECTED

A line of EXPECTED: a test, or a file of tests, and the reason why it does not apply to Python 2.7. It runs only if it is chosen by
its whole name. Exit status 1 if a test fails.
"""
from __future__ import print_function
import glob
import itertools
import os
import sys
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.join(os.path.dirname(HERE), 'python')
SIGNS = {'passed': '.', 'skipped': 's', 'failed': 'F', 'expected': 'x'}


class Request(object):
    def __init__(self, param):
        self.param = param


class Node(object):
    def __init__(self, nodeid, module):
        self.nodeid, self.module = nodeid, module


def cases(function):
    """The values of the parameters of a test, each with its name."""
    import pytest
    marks = [mark for mark in getattr(function, 'marks', ()) if mark.name == 'parametrize']
    choices = []
    for mark in reversed(marks):
        names = mark.args[0] if isinstance(mark.args[0], (list, tuple)) else [name.strip() for name in mark.args[0].split(',')]
        choices.append([dict(zip(names, value if len(names) > 1 else (value,))) for value in mark.args[1]])
    for number, combination in enumerate(itertools.product(*choices)):
        values = {}
        for chosen in combination:
            values.update(chosen)
        yield '[%d]' % number if marks else '', values


def skip_reason(marks):
    for mark in marks:
        if mark.name == 'skipif' and mark.args[0]:
            return mark.kwds.get('reason', 'skipped')
        if mark.name == 'skip':
            return mark.kwds.get('reason', 'skipped')


class Session(object):
    def __init__(self, module, conftest):
        import pytest
        self.fixtures = {}
        for place in (pytest, conftest, module):
            self.fixtures.update((name, f) for name, f in vars(place).items() if isinstance(getattr(f, 'fixture', None), tuple))
        self.of_module = {}     # fixtures that live as long as the module: value, generator

    def run(self, function, values):
        """Run a test once for each combination of the parameters of its fixtures."""
        import pytest
        wanted = [name for name, f in self.fixtures.items() if f.fixture[2]]
        wanted += [name for name in pytest.arguments_of(function) if name not in values]
        needed = self._closure(wanted)
        lists = [[(name, param) for param in self.fixtures[name].fixture[1] or (None,)] for name in needed]
        for combination in itertools.product(*lists):
            made, running = dict(values), []
            try:
                for name, param in combination:
                    made[name] = self._make(name, Request(param), made, running)
                function(**dict((name, made[name]) for name in pytest.arguments_of(function)))
            except:
                # The first error is the one to be told.
                error = sys.exc_info()
                for generator in reversed(running):
                    try:
                        next(generator, None)
                    except Exception:
                        pass
                raise error[0], error[1], error[2]
            else:
                for generator in reversed(running):
                    next(generator, None)

    def _closure(self, names):
        import pytest
        found = []
        for name in names:
            if name == 'request':
                continue
            for one in self._closure(pytest.arguments_of(self.fixtures[name])) + [name]:
                if one not in found:
                    found.append(one)
        return found

    def _make(self, name, request, made, running):
        import pytest
        if name in self.of_module:
            return self.of_module[name][0]
        f = self.fixtures[name]
        arguments = dict((a, request if a == 'request' else made[a]) for a in pytest.arguments_of(f))
        value, generator = f(**arguments), None
        if hasattr(value, 'next'):
            generator, value = value, next(value)
        if f.fixture[0] == 'module':
            self.of_module[name] = value, generator
        elif generator is not None:
            running.append(generator)
        return value

    def close(self):
        for value, generator in self.of_module.values():
            if generator is not None:
                next(generator, None)


def tests_of(module):
    """Name, function, marks of each test, in the order of the file."""
    found = []
    for name, value in vars(module).items():
        if name.startswith('test') and callable(value):
            found.append((value.__code__.co_firstlineno, name, value, getattr(value, 'marks', [])))
        elif name.startswith('Test') and isinstance(value, type):
            for method in dir(value):
                if method.startswith('test'):
                    f = getattr(value, method).__func__
                    bound = getattr(value(), method)
                    found.append((f.__code__.co_firstlineno, name + '.' + method, bound, getattr(f, 'marks', []) + getattr(value, 'marks', [])))
    return [entry[1:] for entry in sorted(found, key=lambda entry: entry[:2])]


def run_file(path, parts, expected, results, seconds):
    import conftest
    import pytest
    stem = os.path.splitext(os.path.basename(path))[0]
    if stem in expected and stem not in parts:
        results.append((stem, 'expected', expected[stem]))
        return
    try:
        module = __import__(stem)
    except Exception:
        results.append((stem, 'failed', ''))
        print('FAILED %s\n%s' % (stem, traceback.format_exc()))
        return
    session = Session(module, conftest)
    own = getattr(module, 'pytestmark', [])
    own = own if isinstance(own, list) else [own]
    for name, function, marks in tests_of(module):
        for suffix, values in cases(function):
            full = '%s.%s%s' % (stem, name, suffix)
            if parts and not any(part in full for part in parts):
                continue
            name_alone = '%s.%s' % (stem, name)
            known = expected.get(full, expected.get(name_alone))
            if known and not {full, name_alone}.intersection(parts):
                results.append((full, 'expected', known))
                continue
            reason = skip_reason(marks + own)
            if reason:
                results.append((full, 'skipped', reason))
                continue
            around = conftest.pytest_runtest_protocol(Node(full, module))
            next(around)
            begin = time.time()
            try:
                session.run(function, values)
                outcome, text = 'passed', ''
            except pytest.Skipped as e:
                outcome, text = 'skipped', str(e)
            except:     # errors of Java too
                outcome, text = 'failed', traceback.format_exc()
                print('FAILED %s\n%s' % (full, text))
            next(around, None)
            seconds[full] = time.time() - begin
            results.append((full, outcome, text))
    session.close()


def main(expected_file, *parts):
    sys.path[:0] = [TESTS, os.path.join(TESTS, 'csp'), HERE]
    expected = {}
    with open(expected_file) as f:
        for line in f:
            if line.strip() and not line.startswith('#'):
                name, _, reason = line.rstrip('\n').partition('\t')
                assert reason, 'no reason for ' + name
                expected[name] = reason
    results, seconds = [], {}
    for path in sorted(glob.glob(os.path.join(TESTS, 'test_*.py')) + glob.glob(os.path.join(TESTS, 'csp', 'test_*.py'))):
        begin, start = len(results), time.time()
        run_file(path, parts, expected, results, seconds)
        outcomes = [outcome for name, outcome, text in results[begin:]]
        print('%-28s %5.1f s  %s' % (os.path.basename(path), time.time() - start, ''.join(SIGNS[o] for o in outcomes)))
        sys.stdout.flush()
    slowest = sorted(seconds, key=seconds.get)[-10:]
    print('slowest: ' + ', '.join('%s %.1f s' % (name, seconds[name]) for name in reversed(slowest)))
    outcomes = [outcome for name, outcome, text in results]
    print('tests on Jython: %d passed, %d failed, %d skipped, %d do not apply (files count once)' % tuple(
        outcomes.count(wanted) for wanted in ('passed', 'failed', 'skipped', 'expected')))
    return 1 if 'failed' in outcomes or 'passed' not in outcomes else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
