"""Runs the same scripts on CPython and on jmp, and compares what they print and how they end.

    python3 differential.py JMP [--host jython] [--examples DIRECTORY] [--libraries DIRECTORY] [NAME...]

The scripts are those of `../scripts`, of `samples/documents` and of `samples/pycsp`; on Jython those of `../scripts2`, which are programs for
Python 2.7 that Python 3 runs too, and the samples; these programs but those of pycsp also with the host `plain-jython`, which is Jython's own
command with the jar of jmp on the class path. Instead, the examples of CPython's documentation, or, on Jython, the programs of
`../libraries` that use libraries; these are in the directories in DIRECTORY. CPython starts processes by `spawn`, as jmp's children begin like
those. Each run has a directory of its own, with the script in it. A script may say in its first lines how to run it:

    # as: command | module | stdin      instead of as a file
    # arguments: a b "c d"              default: one two

Compared are standard output, exit status and standard error; of the latter only what a user's program decides: in tracebacks, the
frames of the program's own files. Where jmp does more than CPython, NAME.expected holds what it has to print; further files
NAME.expected.2.txt, ... hold what it may print instead.
"""
import concurrent.futures
import glob
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, '..', '..', '..', '..'))
SCRIPTS = os.path.normpath(os.path.join(HERE, '..', 'scripts'))
SCRIPTS2 = os.path.normpath(os.path.join(HERE, '..', 'scripts2'))
LIBRARIES = os.path.normpath(os.path.join(HERE, '..', 'libraries'))
DOCUMENTS = os.path.join(ROOT, 'samples', 'documents')
PYCSP = os.path.join(ROOT, 'samples', 'pycsp')
SECONDS = 90

# They print several values, which Python 2 takes for a tuple.
PRINTS_TUPLES = ['manager_namespace_example']

# Nothing is built and no cache made between scripts; the first of the JVM's two compilers alone halves the time of short programs.
# What CPython cannot send, is refused here too.
JMP_ENVIRONMENT = {'JMP_SKIP_BUILD': '1', 'CI': 'true', 'JMP_FUNCTIONS_BY_VALUE': '0',
                   'JMP_JAVA_OPTS': os.environ.get('JMP_JAVA_OPTS', '') + ' -XX:TieredStopAtLevel=1'}

# What the examples with ctypes do. In a single process it loads where it does not in the second one.
USES_NATIVE_MODULES = '''
import ctypes, multiprocessing, sys
child = multiprocessing.Process(target=__import__, args=('ctypes',))
child.start()
child.join()
sys.exit(child.exitcode)
'''

# CPython reads this when it starts; children too.
SPAWN_BY_DEFAULT = '''
from multiprocessing import context
context._default_context._default_context = context._concrete_contexts['spawn']
'''


class Script(object):
    def __init__(self, path):
        self.path = path
        self.name = os.path.splitext(os.path.basename(path))[0]
        with open(path, encoding='utf-8') as f:
            self.text = f.read()
        self.kind = self._header('as') or 'file'
        self.arguments = shlex.split(self._header('arguments') or 'one two')

    def _header(self, key):
        found = re.match(r'(?:#.*\n)*?# %s: (.*)\n' % key, self.text)
        return found and found.group(1)

    def expected(self):
        """The outputs that are recorded: any of them will do."""
        outputs = []
        for path in sorted(glob.glob(glob.escape(os.path.splitext(self.path)[0]) + '.expected*')):
            with open(path, encoding='utf-8') as f:
                outputs.append(f.read())
        return outputs

    def run(self, command, environment):
        """Standard output, exit status, standard error."""
        program, stdin = {
            'file': ([self.name + '.py'], None),
            'command': (['-c', self.text], None),
            'module': (['-m', self.name], None),
            'stdin': (['-'], self.text),
        }[self.kind]
        environment = dict(os.environ, **environment)
        if not self.expected():
            environment['PYTHONUNBUFFERED'] = '1'   # threads that print at the same time would mix their lines
        with tempfile.TemporaryDirectory() as directory:
            shutil.copy(self.path, directory)
            process = subprocess.Popen(command + program + self.arguments, cwd=directory, env=environment, stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
            try:
                out, err = process.communicate((stdin or '').encode(), SECONDS)
                status = process.returncode
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                out, err = process.communicate()
                status = 'none within %d s' % SECONDS
        return out.decode('utf-8', 'replace'), status, self.normalised(err.decode('utf-8', 'replace'))

    def normalised(self, err):
        """Standard error without what differs between two runs, or belongs to the implementation."""
        lines, mine = [], True
        for line in err.splitlines():
            frame = re.match(r' +File "(.*)", line \d+', line)
            if frame:
                mine = os.path.basename(frame.group(1)) == os.path.basename(self.path)
                if mine:
                    lines.append(line.replace(frame.group(1), os.path.basename(self.path)))
                continue
            if not line.startswith('    '):
                mine = True
            elif not mine or re.match(r'[ ~^]+$', line):
                continue
            elif self._is_source(line):
                # The lines of a statement over several lines that are shown differ between versions of Python.
                continue
            if 'resource_tracker' in line or 'warnings.warn' in line:
                continue
            lines.append(line)
        text = '\n'.join(lines)
        text = re.sub(r'0x[0-9a-f]+', '0x...', text)
        text = re.sub(r'\b(pid|parent)=\d+', r'\1=...', text)
        return text.strip()

    def _is_source(self, line):
        return line.strip() in [own.strip() for own in self.text.splitlines()]


class Example(Script):
    """An example of the documentation: they print numbers and names of processes, dots while they wait, and lines in any order."""

    def run(self, command, environment):
        # Some do not keep their locks until a child of CPython's `spawn` has opened them.
        environment = {name: value for name, value in environment.items() if name != 'PYTHONPATH'}
        out, status, err = super().run(command, environment)
        return self._steady(out), status, self._steady(err)

    def _steady(self, text):
        text = re.sub(r'(?:Fork|Spawn|Context)?(PoolWorker|Process)(-\d+)+', r'\1', text)
        text = re.sub(r'\.+$', '', text, flags=re.MULTILINE).replace('__mp_main__', '__main__')
        if 'getpid' in self.text:
            text = re.sub(r'\d+', 'n', text)
        return '\n'.join(sorted(filter(None, map(str.strip, text.splitlines()))))

    def needs_native_modules(self):
        return 'ctypes' in self.text


def compare(script, jmp, path, cpython_path):
    """The differences, as a text; '' for none. `path` is where libraries are."""
    expected = script.expected()
    got = script.run(jmp, dict(JMP_ENVIRONMENT, JYTHONPATH=path))
    if expected:
        wanted = got[0] if got[0] in expected else expected[0], 0, ''
    else:
        wanted = script.run([sys.executable], {'PYTHONPATH': cpython_path + os.pathsep + path})
    differences = []
    for what, one, other in zip(('standard output', 'exit status', 'standard error'), wanted, got):
        if one != other:
            differences.append('  %s\n    CPython: %s\n    jmp:     %s' % (what, _indented(one), _indented(other)))
    return '\n'.join(differences)


def _indented(value):
    return '\n             '.join(str(value).splitlines())


def _scripts(directories, names):
    paths = [os.path.join(directory, name) for directory in directories for name in sorted(os.listdir(directory))
             if name.endswith('.py') and (not names or name[:-3] in names)]
    return [Script(path) for path in paths]


def _examples(directory, jmp):
    """Those that can run here, and the number of those that cannot, which are said, with the reason."""
    examples = [Example(os.path.join(directory, name)) for name in sorted(os.listdir(directory))]
    reason = _no_native_modules(jmp)
    left_out = [example for example in examples if reason and example.needs_native_modules()]
    for example in left_out:
        print('%s: left out; it needs ctypes in a child process, and jmp says: %s' % (example.name, reason), flush=True)
    return [example for example in examples if example not in left_out], len(left_out)


def _no_native_modules(jmp):
    """Why native modules do not load in a child process here; None if they do, or fail for a reason that jmp does not know."""
    check = subprocess.run([jmp, '-c', USES_NATIVE_MODULES], env=dict(os.environ, **JMP_ENVIRONMENT), stdout=subprocess.DEVNULL,
                           stderr=subprocess.PIPE, timeout=SECONDS)
    found = re.search('^ImportError: (_ctypes: native modules .*need .*)$', check.stderr.decode('utf-8', 'replace'), re.MULTILINE)
    return found and found.group(1)


def _plain_jython():
    """Jython's own command, with nothing but its jar and that of jmp."""
    java = os.path.join(os.environ['JAVA_HOME'], 'bin', 'java') if 'JAVA_HOME' in os.environ else 'java'
    jars = glob.glob(os.path.join(ROOT, 'java-impl', 'launcher', 'target', 'jmp', 'jython', 'jython-standalone-*.jar'))
    jars.append(os.path.join(ROOT, 'java-impl', 'jython', 'target', 'jmp-jython.jar'))
    # Without the first two options, Java 24 and later print warnings about libraries of Jython's own.
    return [java, '--enable-native-access=ALL-UNNAMED', '-Dsun.misc.unsafe.memory.access=allow', '-XX:TieredStopAtLevel=1', '-cp', os.pathsep.join(jars), 'org.python.util.jython']


def main(jmp, *arguments):
    names = list(arguments)
    failed = left_out = 0
    options = {}
    while names and names[0].startswith('--'):
        options[names[0]] = names[1]
        del names[:2]
    host = 'jython' if '--libraries' in options else options.get('--host', 'graalpy')
    command = [jmp] if host == 'graalpy' else [jmp, '--host', host] if host == 'jython' else _plain_jython()
    path = []
    if '--examples' in options:
        scripts, left_out = _examples(options['--examples'], jmp)
    elif '--libraries' in options:
        scripts = _scripts([LIBRARIES], names)
        path = [os.path.abspath(directory) for directory in sorted(glob.glob(os.path.join(options['--libraries'], '*')))]
    else:
        scripts = _scripts([DOCUMENTS, PYCSP, SCRIPTS if host == 'graalpy' else SCRIPTS2], names)
        if host == 'plain-jython':
            scripts = [script for script in scripts if 'pycsp' not in script.text and script.name not in PRINTS_TUPLES]
    with tempfile.TemporaryDirectory() as cpython_path:
        with open(os.path.join(cpython_path, 'sitecustomize.py'), 'w') as f:
            f.write(SPAWN_BY_DEFAULT)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as threads:
            results = threads.map(lambda script: compare(script, command, os.pathsep.join(path), cpython_path), scripts)
            for script, differences in zip(scripts, results):
                if differences:
                    failed += 1
                    print('%s: differs\n%s' % (script.name, differences), flush=True)
    version = '.'.join(map(str, sys.version_info[:3]))
    print('differential, %s against CPython %s:' % (host, version))
    print('%d passed, %d failed%s' % (len(scripts) - failed, failed, ', %d left out' % left_out if left_out else ''))
    return 1 if failed or not scripts else 0


if __name__ == '__main__':
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(os.path.abspath(sys.argv[1]), *sys.argv[2:]))
