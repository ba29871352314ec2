"""Runs CPython's own tests of multiprocessing, and compares the results with what is expected.

    conformance.py run RESULTS [PART...]        run the tests that RESULTS does not name yet; exit status 3 if one of them hangs
    conformance.py check RESULTS EXPECTED       compare; exit status 1 if a test fails that EXPECTED does not name, or passes
                                                although EXPECTED names it

A line of RESULTS: name, outcome, seconds, the end of the traceback. A line of EXPECTED: name, reason, where the reason begins with
`not applicable:` or `known gap:`.
"""
import collections
import os
import sys
import threading
import time
import traceback
import unittest

# The slowest test of the suite takes 12 s on CPython.
LIMIT = 90
REASONS = 'not applicable', 'known gap'


class Recorder(unittest.TestResult):
    """Writes a line for each test; ends the interpreter when one hangs."""

    def __init__(self, path):
        super().__init__()
        self._file = open(path, 'a', buffering=1)
        self._lock = threading.Lock()
        self._name = None
        watcher = threading.Thread(target=self._watch, daemon=True)
        watcher.start()

    def _watch(self):
        while True:
            time.sleep(1)
            with self._lock:
                if self._name is not None and time.monotonic() - self._begin > LIMIT:
                    self._write('hang', '')
                    for frame in sys._current_frames().values():
                        traceback.print_stack(frame)
                    sys.stderr.flush()
                    os._exit(3)

    def _write(self, outcome, text):
        seconds = time.monotonic() - self._begin
        self._file.write('%s\t%s\t%.2f\t%s\n' % (self._name, outcome, seconds, text[-300:].replace('\n', '|').replace('\t', ' ')))

    def startTest(self, test):
        super().startTest(test)
        print(test, file=sys.stderr, flush=True)
        with self._lock:
            self._name, self._begin, self._outcome, self._text = name_of(test), time.monotonic(), 'ok', ''

    def stopTest(self, test):
        super().stopTest(test)
        with self._lock:
            self._write(self._outcome, self._text)
            self._name = None

    def _failed(self, test, outcome, err):
        text = ''.join(traceback.format_exception(*err))
        if isinstance(test, unittest.TestCase):
            self._outcome, self._text = outcome, text
        else:
            # The set-up of a class: `setUpClass (module.Class)`.
            self._name, self._begin = '%s.%s' % (str(test).rpartition('.')[2].rstrip(')'), str(test).partition(' ')[0]), time.monotonic()
            self._write(outcome, text)
            self._name = None

    def addError(self, test, err):
        self._failed(test, 'error', err)

    def addFailure(self, test, err):
        self._failed(test, 'fail', err)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self._failed(test, 'fail', err)

    def addSkip(self, test, reason):
        self._outcome, self._text = 'skip', reason


def name_of(test):
    return '%s.%s' % (type(test).__name__, test._testMethodName)


def tests_of(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from tests_of(test)
        else:
            yield test


def run(results, *parts):
    import test.test_multiprocessing_spawn as module
    done = set()
    if os.path.exists(results):
        with open(results) as file:
            done = {line.partition('\t')[0] for line in file}
    tests = sorted(tests_of(unittest.TestLoader().loadTestsFromModule(module)), key=name_of)
    chosen = [test for test in tests if name_of(test) not in done and (not parts or any(part in name_of(test) for part in parts))]
    unittest.TestSuite(chosen).run(Recorder(results))
    return 0


def read(path):
    with open(path) as file:
        lines = [line.rstrip('\n').split('\t') for line in file if line.strip() and not line.startswith('#')]
    return {line[0]: line[1:] for line in lines}


def check(results, expected, *parts):
    outcomes, reasons = read(results), read(expected)
    wrong = []
    for name, (outcome, seconds, text) in outcomes.items():
        if outcome in ('error', 'fail', 'hang') and name not in reasons:
            wrong.append('%s: %s\n    %s' % (name, outcome, text.replace('|', '\n    ')))
        elif outcome in ('ok', 'skip') and name in reasons:
            wrong.append('%s: %s, although it is expected to fail: remove its line' % (name, outcome))
    if not parts:
        wrong += ['%s: there is no such test' % name for name in reasons if name not in outcomes]
    wrong += ['%s: its reason has to begin with one of %s' % (name, ', '.join(REASONS))
              for name, reason in reasons.items() if reason[0].partition(':')[0] not in REASONS]
    counts = collections.Counter(
        reasons[name][0].partition(':')[0] if name in reasons else outcome[0] for name, outcome in outcomes.items())
    for line in wrong:
        print(line)
    apply = counts['ok'] + counts['known gap'] or 1
    print('conformance: of %d tests of CPython %d pass (%.1f %% of those that apply), %d skip themselves, %d do not apply, '
          '%d are known gaps, %d are not as expected' % (len(outcomes), counts['ok'], 100.0 * counts['ok'] / apply, counts['skip'],
                                                         counts['not applicable'], counts['known gap'], len(wrong)))
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit({'run': run, 'check': check}[sys.argv[1]](*sys.argv[2:]))
