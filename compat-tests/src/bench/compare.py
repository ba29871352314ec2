"""Runs bench.py on CPython and on jmp in turn and prints a table. Called by `compat-tests/bench`.

    compare.py JMP [--host jython] [--rounds N] [--quick] [ROW...]
"""
import datetime
import os
import platform
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BENCH = os.path.join(HERE, 'bench.py')


def measure(command, arguments, into):
    """Run one round; add its figures to the rows."""
    process = subprocess.Popen(command + [BENCH] + arguments, stdout=subprocess.PIPE, universal_newlines=True)
    for line in process.stdout:
        name, figure, unit = line.rstrip('\n').split('\t')
        into.setdefault(name, (unit, []))[1].append(float(figure))
        print('  %-40s %12.2f us' % (name, float(figure)), file=sys.stderr, flush=True)
    if process.wait() != 0:
        sys.exit('%s: exit status %d' % (' '.join(command), process.returncode))


def output_of(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, universal_newlines=True).stdout.strip()


def text(figure):
    if figure >= 100:
        return '{:,.0f}'.format(figure)
    return '{:.1f}'.format(figure) if figure >= 10 else '{:.2f}'.format(figure)


def processor():
    try:
        with open('/proc/cpuinfo') as f:
            return next(line.split(':', 1)[1].strip() for line in f if line.startswith('model name'))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def main(jmp, *arguments):
    arguments = list(arguments)
    rounds = 3
    if '--rounds' in arguments:
        i = arguments.index('--rounds')
        rounds = int(arguments[i + 1])
        del arguments[i:i + 2]
    command = [jmp]
    if '--host' in arguments:
        i = arguments.index('--host')
        command += arguments[i:i + 2]
        del arguments[i:i + 2]
    quick = ['--quick'] if '--quick' in arguments else []
    names = [a for a in arguments if a != '--quick']
    methods = output_of(sys.executable, '-c', 'import multiprocessing as m; print(*m.get_all_start_methods())').split()
    method = 'fork' if 'fork' in methods else 'spawn'
    cpython, spawn, other = {}, {}, {}
    for i in range(rounds):
        print('round %d of %d: CPython, %s' % (i + 1, rounds, method), file=sys.stderr, flush=True)
        measure([sys.executable], ['--method', method] + arguments, cpython)
        print('round %d of %d: jmp' % (i + 1, rounds), file=sys.stderr, flush=True)
        measure(command, arguments, other)
    starts = [name for name in other if name.startswith('start')]
    if method != 'spawn' and starts:
        print('CPython, spawn', file=sys.stderr, flush=True)
        measure([sys.executable], ['--method', 'spawn'] + quick + starts, spawn)
    if not other:
        sys.exit('no row has a name with %s' % names)

    print('%s; %d processors (%s); median of %d rounds in turn; microseconds.' % (
        datetime.date.today().isoformat(), os.cpu_count(), processor(), rounds))
    print('CPython %s (%s); jmp: %s.\n' % (
        platform.python_version(), method, output_of(*command + ['-c', 'import sys; print(" ".join(sys.version.split()))'])))
    print('| | | CPython | jmp | jmp / CPython |')
    print('| --- | --- | ---: | ---: | ---: |')
    for name, (unit, figures) in other.items():
        if name in spawn:
            unit += '; CPython by spawn: %s' % text(statistics.median(spawn[name][1]))
        one, two = statistics.median(cpython[name][1]), statistics.median(figures)
        print('| %s | %s | %s | %s | %.2f |' % (name, unit, text(one), text(two), two / one))


if __name__ == '__main__':
    main(os.path.abspath(sys.argv[1]), *sys.argv[2:])
