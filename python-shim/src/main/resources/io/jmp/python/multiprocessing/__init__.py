"""Processes, and what they share: the module `multiprocessing` of CPython, inside the JVM.

See the documentation of CPython for what everything does. Here a process is an interpreter of its own inside the JVM (the
start method 'context'): it starts in about a millisecond, runs in parallel with the others, and can be terminated.
"""
import sys

from . import context

__all__ = [name for name in dir(context._default_context) if not name.startswith('_')]
globals().update((name, getattr(context._default_context, name)) for name in __all__)

# A child's functions are in its `__mp_main__`; what it sends back is found here under the same name.
if '__main__' in sys.modules:
    sys.modules['__mp_main__'] = sys.modules['__main__']
