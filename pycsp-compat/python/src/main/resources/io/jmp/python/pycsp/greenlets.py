"""The names of `pycsp.parallel` for very many processes: where the JVM has virtual threads (Java 21 and later), a process is one,
here and in `pycsp.parallel`; so the two differ in `version` only, and may be mixed."""
from pycsp.parallel import *
from pycsp.parallel import __all__

version = (0, 9, 2, 'greenlets')

from pycsp.current import _use
_use(version)
