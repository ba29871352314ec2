"""How objects are pickled on their way to another process."""
import os

from . import _parcel

__all__ = ['ForkingPickler', 'register', 'dump']

HAVE_SEND_HANDLE = False

# Whether lambdas, closures and functions of an interactive session can be targets of processes and functions of pools. CPython refuses them.
functions_by_value = os.environ.get('JMP_FUNCTIONS_BY_VALUE', '1') != '0'


def register(type, reduce):
    """Register a function that reduces objects of a type when they are sent to another process."""
    if _parcel.PROTOCOL > 2:
        _parcel.reducers[type] = reduce
    else:
        _parcel.copyreg.pickle(type, reduce)    # the pickler of Python 2 has no table of its own


class ForkingPickler(object):
    """Pickles as sending does."""

    register = staticmethod(register)

    @staticmethod
    def dumps(obj, protocol=None):
        """Return the pickle of an object. Raises `RuntimeError` for shared objects: these travel beside the bytes."""
        data, refs = _parcel.dumps(obj)
        if refs:
            raise RuntimeError('an object that refers to shared objects cannot be pickled into bytes alone')
        return data

    @staticmethod
    def loads(data):
        """Return the object of a pickle."""
        import pickle
        return pickle.loads(data)


def dump(obj, file, protocol=None):
    """Write the pickle of an object to a file."""
    file.write(ForkingPickler.dumps(obj, protocol))
