"""What CPython 2.7 has in C for its `multiprocessing`, under the names that it has there."""
from multiprocessing.connection import Connection
from multiprocessing.synchronize import SemLock

__all__ = ['Connection', 'SemLock']
