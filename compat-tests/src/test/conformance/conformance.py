"""Runs CPython's own tests of multiprocessing, and compares the results with what is expected.

    conformance.py run RESULTS PART/PARTS [NAME...]     run a part of the tests, those that RESULTS does not name yet; NAME: a piece of
                                                        the names to choose. RESULTS names each test when it begins, so whoever starts
                                                        this again after a test that took the interpreter with it, gets the next ones
    conformance.py again RESULTS EXPECTED AGAIN         run the tests once more that failed but should not have
    conformance.py check RESULTS EXPECTED README [--update-readme | NAME...]
                                                        compare; exit status 1 if something is not as expected, and 4, without a word,
                                                        if there are tests to be run once more first

A line of RESULTS: name, outcome, seconds, the end of the traceback. A line of EXPECTED: name, reason, where the reason begins with

    skips itself:       the test says that it is not for this platform
    not applicable:     it is for what there cannot be in one JVM
    known gap:          it fails; who closes the gap, removes the line
    environment:        it may pass or fail, by what is installed; it does not count among those that pass

The README has the count, which is that of the suite whose SHA-256 stands in EXPECTED.
"""
import collections
import hashlib
import os
import re
import sys
import threading
import time
import traceback
import unittest

# The slowest test of the suite takes 12 s on CPython; the machine may be busy with ten other things.
LIMIT = 400
REASONS = 'skips itself', 'not applicable', 'known gap', 'environment'
BAD = 'error', 'fail', 'hang', 'begun'
MARKS = '<!-- made by compat-tests/src/test/tools/run-conformance --update-readme -->\n', '<!-- until here -->\n'


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
        self._file.write('%s\t%s\t%.2f\t%s\n' % (self._name, outcome, seconds, text[-400:].replace('\n', '|').replace('\t', ' ')))

    def startTest(self, test):
        super().startTest(test)
        print(test, file=sys.stderr, flush=True)
        with self._lock:
            self._name, self._begin, self._outcome, self._text = name_of(test), time.monotonic(), 'ok', ''
            self._write('begun', '')

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


def part_of(name):
    """The tests of a mode share what their classes set up; those that are run by processes take half of the time."""
    return 1 if name.startswith('WithProcesses') else 2


def run(results, part, *names):
    begun = read(results)
    number, parts = map(int, part.split('/'))
    return run_those(results, lambda name: (parts == 1 or part_of(name) == number) and name not in begun
                     and (not names or any(piece in name for piece in names)))


def again(results, expected, into):
    wanted = to_run_again(results, expected, into)
    return run_those(into, lambda name: name in wanted)


def to_run_again(results, expected, into):
    """The tests that failed, need not, and were not run once more."""
    known = set(read(expected)) | set(read(into))
    return {name for name, lines in read(results).items() if is_bad(lines) and name not in known}


def run_those(results, is_wanted):
    from multiprocessing import reduction
    # There are no file descriptors to be sent, but the tests of connections that are sent ask for this.
    reduction.HAVE_SEND_HANDLE = True
    import test.test_multiprocessing_spawn as module
    let_be_compiled(module.__name__)
    tests = sorted(tests_of(unittest.TestLoader().loadTestsFromModule(module)), key=name_of)
    unittest.TestSuite(test for test in tests if is_wanted(name_of(test))).run(Recorder(results))
    return 0


def let_be_compiled(name):
    """What several processes have compiled, jmp compiles for all: else the first tests would wait for that, and some have limits."""
    import multiprocessing
    for _ in range(3):
        child = multiprocessing.Process(target=__import__, args=(name,))
        child.start()
        child.join()


def read(path):
    """The lines of a file, without the names, by name."""
    found = collections.defaultdict(list)
    if os.path.exists(path):
        with open(path) as file:
            for line in file:
                if line.strip() and not line.startswith('#'):
                    name, *rest = line.rstrip('\n').split('\t')
                    found[name].append(rest)
    return found


def is_bad(lines):
    return lines[-1][0] in BAD


def check(results, expected, readme, *names):
    if to_run_again(results, expected, results + '.again'):
        return 4
    runs, second = read(results), read(results + '.again')
    reasons = {name: lines[-1][0] for name, lines in read(expected).items()}
    same_suite = suite_of_expected(expected) == suite_here()
    update = names == ('--update-readme',)
    wrong, notes = [], []
    late = 0
    for name, lines in second.items():
        if is_bad(lines):
            notes.append('%s: failed twice' % name)
        else:
            late += 1
            notes.append('%s: passed at the second attempt; the first:\n%s' % (name, report_of(runs[name])))
            runs[name] = lines
    counts = collections.Counter()
    for name, lines in runs.items():
        outcome = lines[-1][0]
        kind = reasons.get(name, '').partition(':')[0]
        counts[kind or ('failed' if outcome in BAD else outcome)] += 1
        if not kind and outcome in BAD:
            wrong.append('%s: %s\n%s' % (name, 'ended its interpreter' if outcome == 'begun' else outcome, report_of(lines)))
        elif not kind and outcome == 'skip' and not names:
            notes.append('%s: skips itself here: %s' % (name, lines[-1][2]))
        elif kind == 'skips itself' and outcome != 'skip' or kind in ('known gap', 'not applicable') and outcome == 'ok':
            wrong.append('%s: %s, although it stands in expected.txt (%s): remove its line' % (name, outcome, reasons[name]))
    if not names or update:
        missing = [name for name in reasons if name not in runs]
        (wrong if same_suite else notes).extend('%s: stands in expected.txt, but there is no such test' % name for name in missing)
    wrong += ['%s: its reason has to begin with one of %s' % (name, ', '.join(REASONS))
              for name, reason in reasons.items() if reason.partition(':')[0] not in REASONS]
    for line in notes + wrong:
        print(line)
    apply = counts['ok'] + counts['known gap'] + counts['environment'] + counts['failed'] or 1
    text = ("Of the %d tests in CPython 3.11's own suite for the start method `spawn`, %d skip themselves, and %d are about what there cannot\n"
            "be in one JVM. Of the other %d, %d pass (%.1f %%); `compat-tests/src/test/conformance/expected.txt` names every one that does not.\n" % (
                len(runs), counts['skips itself'] + counts['skip'], counts['not applicable'], apply, counts['ok'], 100.0 * counts['ok'] / apply))
    print('conformance: ' + text.replace('\n', ' '))
    print('conformance: %d passed at the second attempt' % late)
    if not wrong and (not names or update):
        if not same_suite:
            print('conformance: this is another version of the suite than that of the README; its count is not compared')
        elif counts['skip'] and not update:
            print('conformance: tests skip themselves that need not; the count of the README is not compared')
        elif not compare_with_readme(readme, text, update):
            wrong.append(readme)
    print('conformance: %d not as expected' % len(wrong))
    return 1 if wrong else 0


def report_of(lines):
    return '    ' + lines[-1][2].replace('|', '\n    ')


def suite_here():
    import test
    for directory in test.__path__:
        path = os.path.join(directory, '_test_multiprocessing.py')
        if os.path.exists(path):
            with open(path, 'rb') as file:
                return hashlib.sha256(file.read()).hexdigest()


def suite_of_expected(expected):
    with open(expected) as file:
        found = re.search(r'^# suite: (\w+)$', file.read(), re.MULTILINE)
    return found and found.group(1)


def compare_with_readme(readme, text, update):
    with open(readme, encoding='utf-8') as file:
        page = file.read()
    before, begin, rest = page.partition(MARKS[0])
    there, end, after = rest.partition(MARKS[1])
    if not end:
        print('conformance: %s has no place for the count, between the lines %sand %s' % (readme, *MARKS))
        return False
    if there == text:
        return True
    if not update:
        print('conformance: the README has another count; `compat-tests/src/test/tools/run-conformance --update-readme` writes this one')
        return False
    with open(readme, 'w', encoding='utf-8') as file:
        file.write(before + begin + text + end + after)
    return True


if __name__ == '__main__':
    sys.exit({'run': run, 'again': again, 'check': check}[sys.argv[1]](*sys.argv[2:]))
