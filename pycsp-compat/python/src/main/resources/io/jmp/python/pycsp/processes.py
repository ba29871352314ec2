"""The names of `pycsp.parallel`, for programs that were written for PyCSP 0.7 and before."""
from pycsp.parallel import *
from pycsp.parallel import __all__
