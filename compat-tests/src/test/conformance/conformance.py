"""Runs CPython's own tests of multiprocessing, and compares the results with what is expected.

    conformance.py run RESULTS EXPECTED PART/PARTS [NAME...]
        run a part of the tests, those that RESULTS does not name yet; NAME: a piece of the names to choose. RESULTS names each test when it
        begins, so whoever starts this again after a test that took the interpreter with it, gets the next ones
    conformance.py again RESULTS EXPECTED AGAIN
        run the tests once more that failed but should not have
    conformance.py check RESULTS EXPECTED README HOST [--update-readme | NAME...]
        compare; exit status 1 if something is not as expected, and 4, without a word, if there are tests to be run once more first

A line of RESULTS: name, outcome, seconds, the end of the traceback. A line of EXPECTED: name, reason, where the reason begins with

    skips itself:       the test says that it is not for this platform
    not applicable:     it is for what there cannot be in one JVM
    by chance:          the same, but it passes when the JVM's collector happens to come in time
    known gap:          it fails; who closes the gap, removes the line
    hangs:              a known gap that would take the whole limit of time: it is not run, unless NAME is all of its name
    environment:        it may pass or fail, by what is installed; it does not count among those that pass

The README has the count, which is that of the suite whose SHA-256 stands in EXPECTED. On Jython, `run` and `again` take the tests of CPython
2.7; `check` is for Python 3.
"""
import collections
import gc
import hashlib
import io
import os
import re
import sys
import threading
import time
import traceback
import unittest

# The slowest test of the suite takes 12 s on CPython; the machine may be busy with ten other things.
LIMIT = 400 if sys.version_info[0] > 2 else 90      # of 2.7: 3 s on CPython, 30 s on Jython
REASONS = 'skips itself', 'not applicable', 'by chance', 'known gap', 'hangs', 'environment'
COUNTS_AS = {'hangs': 'known gap', 'by chance': 'not applicable'}
BAD = 'error', 'fail', 'hang', 'begun'
END = '<!-- until here -->\n'
# By host: what the README says, and where.
SUITES = {
    'graalpy': (
        '<!-- made by compat-tests/src/test/tools/run-conformance --update-readme -->\n',
        "Of the %d tests in CPython 3.11's own suite for the start method `spawn`, %d skip themselves, and %d are about what there cannot\n"
        "be in one JVM. Of the other %d, %d pass (%.1f %%); `compat-tests/src/test/conformance/expected.txt` names every one that does not.\n"),
    'jython': (
        '<!-- made by compat-tests/src/test/tools/run-conformance --host jython --update-readme -->\n',
        "Of the %d tests in CPython 2.7's own `test_multiprocessing`, %d skip themselves, and %d are about what there cannot be in one JVM or on\n"
        "Jython. Of the other %d, %d pass (%.1f %%); `compat-tests/src/test/conformance/expected-2.7.txt` names every one that does not.\n"),
}
_now = getattr(time, 'monotonic', time.time)


class Recorder(unittest.TestResult):
    """Writes a line for each test; ends the interpreter when one hangs."""

    def __init__(self, path):
        unittest.TestResult.__init__(self)
        self._file = open(path, 'a')
        self._lock = threading.Lock()
        self._name = None
        watcher = threading.Thread(target=self._watch)
        watcher.daemon = True
        watcher.start()

    def _watch(self):
        while True:
            time.sleep(1)
            with self._lock:
                if self._name is not None and _now() - self._begin > LIMIT:
                    self._write('hang', '')
                    for frame in sys._current_frames().values():
                        traceback.print_stack(frame)
                    sys.stderr.flush()
                    os._exit(3)

    def _write(self, outcome, text):
        seconds = _now() - self._begin
        self._file.write('%s\t%s\t%.2f\t%s\n' % (self._name, outcome, seconds, text[-400:].replace('\n', '|').replace('\t', ' ')))
        self._file.flush()

    def startTest(self, test):
        unittest.TestResult.startTest(self, test)
        if sys.version_info[0] == 2 and test._testMethodName == 'test_number_of_objects':
            await_collection(test.manager)
        sys.stderr.write('%s\n' % test)
        sys.stderr.flush()
        with self._lock:
            self._name, self._begin, self._outcome, self._text = name_of(test), _now(), 'ok', ''
            self._write('begun', '')

    def stopTest(self, test):
        unittest.TestResult.stopTest(self, test)
        with self._lock:
            self._write(self._outcome, self._text)
            self._name = None
        if hasattr(sys, 'exc_clear'):
            sys.exc_clear()     # in Python 2, the last error keeps what the test had: objects of the manager, which a later test counts

    def _failed(self, test, outcome, err):
        text = ''.join(traceback.format_exception(*err))
        if isinstance(test, unittest.TestCase):
            self._outcome, self._text = outcome, text
        else:
            # The set-up of a class: `setUpClass (module.Class)`.
            self._name, self._begin = '%s.%s' % (str(test).rpartition('.')[2].rstrip(')'), str(test).partition(' ')[0]), _now()
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


def await_collection(manager):
    """Wait for a collector that runs beside the program, as CPython 3's version of the test does, which counts the objects of a manager."""
    end = _now() + 10
    while manager._number_of_objects() > 1 and _now() < end:
        gc.collect()
        time.sleep(0.1)


def name_of(test):
    return '%s.%s' % (type(test).__name__, test._testMethodName)


def tests_of(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            for one in tests_of(test):
                yield one
        else:
            yield test


def part_of(name):
    """The tests of a mode share what their classes set up; those that are run by processes take half of the time."""
    return 1 if name.startswith('WithProcesses') else 2


def run(results, expected, part, *names):
    begun = read(results)
    number, parts = map(int, part.split('/'))
    left_out = {name for name, lines in read(expected).items() if lines[-1][0].startswith('hangs:')}.difference(names)
    with open(results, 'a') as file:
        file.writelines('%s\tnot run\t0\t\n' % name for name in left_out if part_of(name) == number and name not in begun and not names)
    return run_those(results, lambda name: (parts == 1 or part_of(name) == number) and name not in begun and name not in left_out
                     and (not names or any(piece in name for piece in names)))


def again(results, expected, into):
    wanted = to_run_again(results, expected, into)
    return run_those(into, lambda name: name in wanted)


def to_run_again(results, expected, into):
    """The tests that failed, need not, and were not run once more."""
    known = set(read(expected)) | set(read(into))
    return {name for name, lines in read(results).items() if is_bad(lines) and name not in known}


def run_those(results, is_wanted):
    if sys.version_info[0] == 2:
        import multiprocessing
        import test.test_multiprocessing as module
        # CPython 2.7 forks: there a process has the module at once, and the tests have limits of time.
        multiprocessing.set_forkserver_preload([module.__name__])
        # It makes pools and a manager for all tests first, and ends them.
        module.test_main(lambda suite: chosen(suite, is_wanted).run(Recorder(results)))
        return 0
    from multiprocessing import reduction
    # There are no file descriptors to be sent, but the tests of connections that are sent ask for this.
    reduction.HAVE_SEND_HANDLE = True
    import test.test_multiprocessing_spawn as module
    let_be_compiled(module.__name__)
    chosen(unittest.TestLoader().loadTestsFromModule(module), is_wanted).run(Recorder(results))
    return 0


def chosen(suite, is_wanted):
    return unittest.TestSuite(test for test in sorted(tests_of(suite), key=name_of) if is_wanted(name_of(test)))


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
                    fields = line.rstrip('\n').split('\t')
                    found[fields[0]].append(fields[1:])
    return found


def is_bad(lines):
    return lines[-1][0] in BAD


def check(results, expected, readme, host, *names):
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
        counts[COUNTS_AS.get(kind, kind) or ('failed' if outcome in BAD else outcome)] += 1
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
    begin, text = SUITES[host]
    text %= (len(runs), counts['skips itself'] + counts['skip'], counts['not applicable'], apply, counts['ok'], 100.0 * counts['ok'] / apply)
    print('conformance: ' + text.replace('\n', ' '))
    print('conformance: %d passed at the second attempt' % late)
    if not wrong and (not names or update):
        if not same_suite:
            print('conformance: this is another version of the suite than that of the README; its count is not compared')
        elif counts['skip'] and not update:
            print('conformance: tests skip themselves that need not; the count of the README is not compared')
        elif not compare_with_readme(readme, begin, text, update):
            wrong.append(readme)
    print('conformance: %d not as expected' % len(wrong))
    return 1 if wrong else 0


def report_of(lines):
    return '    ' + lines[-1][2].replace('|', '\n    ')


def suite_here():
    import test
    for directory in test.__path__:
        for name in '_test_multiprocessing.py', 'test_multiprocessing.py':     # of Python 3, and of 2
            path = os.path.join(directory, name)
            if os.path.exists(path):
                with open(path, 'rb') as file:
                    return hashlib.sha256(file.read()).hexdigest()


def suite_of_expected(expected):
    with open(expected) as file:
        found = re.search(r'^# suite: (\w+)$', file.read(), re.MULTILINE)
    return found and found.group(1)


def compare_with_readme(readme, begin, text, update):
    with io.open(readme, encoding='utf-8') as file:
        page = file.read()
    before, _, rest = page.partition(begin)
    there, end, after = rest.partition(END)
    if not end:
        print('conformance: %s has no place for the count, between the lines %sand %s' % (readme, begin, END))
        return False
    if there == text:
        return True
    if not update:
        print('conformance: the README has another count; `compat-tests/src/test/tools/run-conformance`, with --update-readme, writes this one')
        return False
    with io.open(readme, 'w', encoding='utf-8') as file:
        file.write(before + begin + text + end + after)
    return True


if __name__ == '__main__':
    sys.exit({'run': run, 'again': again, 'check': check}[sys.argv[1]](*sys.argv[2:]))
