"""The implementation that the program uses: the names of `pycsp.parallel`, and `version` of what was imported last."""
from pycsp.parallel import *
from pycsp.parallel import __all__

# Whether `pycsp.common.trace` is imported.
trace = False


def _use(implementation):
    global version
    version = implementation
