"""Reads pickles of protocols 3 to 5, as CPython 3 sends them, on Python 2: its `bytes` are `str` here, and its `str` is `unicode`.

The opcodes are those of PEP 3154 and PEP 574. Python 3 never imports this.
"""
import io
import pickle
import struct

# Modules that have another name in Python 2, for names that pickles of these protocols do not translate.
_MODULES = {'builtins': '__builtin__', 'copyreg': 'copy_reg', 'queue': 'Queue', '_thread': 'thread',
            'collections.abc': 'collections', '_collections': 'collections', '_datetime': 'datetime', '_decimal': 'decimal'}
_NAMES = {('builtins', 'range'): ('__builtin__', 'xrange'), ('builtins', 'str'): ('__builtin__', 'unicode'),
          ('builtins', 'bytes'): ('__builtin__', 'str'), ('builtins', 'int'): ('__builtin__', 'long'),
          ('builtins', 'chr'): ('__builtin__', 'unichr')}


class _Unpickler(pickle.Unpickler):
    dispatch = dict(pickle.Unpickler.dispatch)

    def load_proto(self):
        version = ord(self.read(1))
        if version > 5:
            raise ValueError('unsupported pickle protocol: %d' % version)

    def find_class(self, module, name):
        if (module, name) in _NAMES:
            module, name = _NAMES[module, name]
        else:
            module = _MODULES.get(module, module)
            if module == '__builtin__' and '.' not in name and not hasattr(__import__(module), name):
                # Errors of the system have one class each in Python 3.
                from . import _python2
                return getattr(_python2, name)
        __import__(module)
        found = __import__('sys').modules[module]
        for part in name.split('.'):
            found = getattr(found, part)
        return found

    def _read_counted(self, code, size):
        count, = struct.unpack(code, self.read(size))
        return self.read(count)

    def load_short_binbytes(self):
        self.append(self._read_counted('<B', 1))

    def load_binbytes(self):
        self.append(self._read_counted('<I', 4))

    def load_binbytes8(self):
        self.append(self._read_counted('<Q', 8))

    def load_bytearray8(self):
        self.append(bytearray(self._read_counted('<Q', 8)))

    def load_short_binunicode(self):
        self.append(self._read_counted('<B', 1).decode('utf-8'))

    def load_binunicode8(self):
        self.append(self._read_counted('<Q', 8).decode('utf-8'))

    def load_empty_set(self):
        self.append(set())

    def load_additems(self):
        mark = self.marker()
        self.stack[mark - 1].update(self.stack[mark + 1:])
        del self.stack[mark:]

    def load_frozenset(self):
        mark = self.marker()
        self.stack[mark:] = [frozenset(self.stack[mark + 1:])]

    def load_newobj_ex(self):
        kwds, args, cls = self.stack.pop(), self.stack.pop(), self.stack.pop()
        self.append(cls.__new__(cls, *args, **dict((str(name), value) for name, value in kwds.items())))

    def load_stack_global(self):
        name, module = self.stack.pop(), self.stack.pop()
        self.append(self.find_class(str(module), str(name)))

    def load_memoize(self):
        self.memo[repr(len(self.memo))] = self.stack[-1]

    def load_frame(self):
        self.read(8)    # frames are for readers that read ahead


for _opcode, _name in ((b'\x80', 'proto'), (b'B', 'binbytes'), (b'C', 'short_binbytes'), (b'\x8c', 'short_binunicode'),
                       (b'\x8d', 'binunicode8'), (b'\x8e', 'binbytes8'), (b'\x8f', 'empty_set'), (b'\x90', 'additems'),
                       (b'\x91', 'frozenset'), (b'\x92', 'newobj_ex'), (b'\x93', 'stack_global'), (b'\x94', 'memoize'),
                       (b'\x95', 'frame'), (b'\x96', 'bytearray8')):
    _Unpickler.dispatch[_opcode] = getattr(_Unpickler, 'load_' + _name).__func__


def loads(data):
    """Return the object of a pickle. Raises what the module `pickle` raises."""
    return _Unpickler(io.BytesIO(data)).load()
