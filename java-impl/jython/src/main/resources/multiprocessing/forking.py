"""What the module of this name has in CPython 2.7. Nothing is forked: see the start method 'context'."""
from multiprocessing.context import assert_spawning
from multiprocessing.popen_context import Popen
from multiprocessing.reduction import ForkingPickler

__all__ = ['Popen', 'assert_spawning', 'ForkingPickler']
