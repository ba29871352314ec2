"""Communicating sequential processes: `import pycsp` gives the names of `pycsp.parallel`."""
from pycsp.parallel import *
from pycsp.parallel import __all__
