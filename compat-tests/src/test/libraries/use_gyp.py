"""GYP loads the build files of a project in a pool of processes."""
from __future__ import print_function
import json
import multiprocessing
import os
import shutil
import tempfile

import gyp
import gyp.input

COUNT = 8
BUILD_FILE = '''{
  'variables': {'number%%': '%(number)d'},
  'targets': [{
    'target_name': 'part%(number)d',
    'type': 'static_library',
    'sources': ['part%(number)d.c'],
    'dependencies': [%(dependencies)s],
    'defines': ['NUMBER=<(number)', 'TWICE=<!(echo %(number)d%(number)d)'],
  }],
}
'''


def write_project():
    for number in range(COUNT):
        with open('part%d.gyp' % number, 'w') as f:
            parts = [part for part in (2 * number + 1, 2 * number + 2) if part < COUNT]
            f.write(BUILD_FILE % {'number': number, 'dependencies': ', '.join("'part%d.gyp:part%d'" % (p, p) for p in parts)})


pools = []
new_pool = multiprocessing.Pool


def counted_pool(*args, **kwds):
    pools.append(1)
    return new_pool(*args, **kwds)


def main():
    multiprocessing.Pool = counted_pool
    home = os.getcwd()
    directory = tempfile.mkdtemp()
    os.chdir(directory)
    try:
        write_project()
        status = gyp.main(['--depth=.', '--format=dump_dependency_json', '-Dgenerator_flags=x', 'part0.gyp'])
        print('exit status', status)
        with open('dump.json') as f:
            for target, dependencies in sorted(json.load(f).items()):
                print(target, [str(name) for name in sorted(dependencies)])
        print('gypd', gyp.main(['--depth=.', '--format=gypd', 'part0.gyp']))
        for number in range(COUNT):
            with open('part%d.gypd' % number) as f:
                defines = eval(f.read())['targets'][0]['configurations']['Default']['defines']
            print(number, [str(text) for text in defines])
        print('pools of processes:', len(pools))
    finally:
        os.chdir(home)
        shutil.rmtree(directory)


if __name__ == '__main__':
    main()
