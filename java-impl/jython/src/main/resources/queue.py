"""The module `Queue` under the name that it has in Python 3."""
from Queue import *
from Queue import __all__
