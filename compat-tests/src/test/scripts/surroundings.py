# arguments: one --two "three four"
"""What a child takes over: arguments, environment, working directory, path; and that it keeps its changes for itself."""
import os
import sys
from multiprocessing import Process

CHANGED = []


def f():
    print(sys.argv[1:], os.environ.get('JMP_DIFFERENTIAL'), os.path.basename(os.getcwd()), 'nowhere' in sys.path, CHANGED)
    os.environ['JMP_DIFFERENTIAL'] = 'child'
    os.chdir('/')
    CHANGED.append('child')


if __name__ == '__main__':
    os.environ['JMP_DIFFERENTIAL'] = 'parent'
    os.mkdir('place')
    os.chdir('place')
    sys.path.append('nowhere')
    CHANGED.append('parent')
    p = Process(target=f)
    p.start()
    p.join()
    print(sys.argv[1:], os.environ['JMP_DIFFERENTIAL'], os.path.basename(os.getcwd()), CHANGED)
