# Evaluated in every context for bootstrap.py. Its last expression is the class `Loader`.
import sys
import _frozen_importlib
import _frozen_importlib_external as external
import marshal


class Loader(object):
    """Finds and loads the packages of jmp from the memory of the JVM."""

    def __init__(self, host):
        self._host = host
        self._packages = frozenset(host.packages())
        self._source = host.source
        self._code = host.code
        self._loads = loads = _code_loader(host.codeCopy())
        _share_compiled(host, host.codeCopy(), loads)

    def _path(self, name):
        path = name.replace('.', '/')
        for candidate in (path + '/__init__.py', path + '.py'):
            if self._source(candidate) is not None:
                return candidate
        return None

    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] not in self._packages:
            return None
        found = self._path(name)
        if found is None:
            return None
        spec = _frozen_importlib.ModuleSpec(name, self, origin='<jmp>/' + found)
        spec.has_location = True
        if found.endswith('__init__.py'):
            # The rest of the package comes from the standard library of the host.
            spec.submodule_search_locations = ['<jmp>/' + name] + [
                directory + '/' + name for directory in sys.path if directory.endswith('/lib/python3.12')]
        return spec

    def create_module(self, spec):
        return None

    def get_code(self, name):
        path = self._path(name)
        code = self._code(path)
        if code is not None:
            try:
                return self._loads(bytes(code))
            except (ValueError, EOFError, TypeError):
                pass    # compiled by another version of GraalPy
        return compile(bytes(self._source(path)), '<jmp>/' + path, 'exec', dont_inherit=True)

    def exec_module(self, module):
        exec(self.get_code(module.__name__), module.__dict__)

    def get_source(self, name):
        return bytes(self._source(self._path(name))).decode('utf-8')

    def get_filename(self, name):
        return '<jmp>/' + self._path(name)

    def is_package(self, name):
        return self._path(name).endswith('__init__.py')

    def compile_for_all(self):
        """Compile what processes had to compile each by itself: this interpreter is a spare."""
        while True:
            wanted = self._host.wanted()
            if wanted is None:
                return
            path, source = wanted[0], bytes(wanted[1])
            try:
                self._host.keepCompiled(path, source, marshal.dumps(compile(source, path, 'exec', dont_inherit=True)))
            except Exception:
                pass    # the process that imports it is going to get the error


def _code_loader(copy):
    """What loads marshalled code: in the copy of the code that this interpreter is to run."""
    loads = marshal.loads
    if copy == 0:
        return loads
    # GraalPy keeps code by a hash of all the bytes; `marshal` reads no further than the code's end.
    suffix = b'%d' % copy

    def load(data):
        return loads(bytes(data) + suffix)

    import __graalpython__
    shared = __graalpython__.load_bytecode_file

    def load_bytecode_file(path, source_path, stat):
        try:
            with external._io.open_code(path) as file:
                data = file.read()
        except OSError:
            return None
        header = external.MAGIC_NUMBER + bytes(4) + external._pack_uint32(int(stat['mtime'])) + external._pack_uint32(stat['size'])
        # Rarely, the header has a hash of the source instead.
        return load(data[16:]) if data.startswith(header) else shared(path, source_path, stat)

    __graalpython__.load_bytecode_file = load_bytecode_file
    return load


def _share_compiled(host, copy, loads):
    """Let modules of the library that have no `.pyc` be compiled by one interpreter for all."""
    compiled, keep = host.compiled, host.keepCompiled

    def compile_once(source, path, mode, *args, **kwds):
        if mode != 'exec' or type(source) is not bytes:
            return compile(source, path, mode, *args, **kwds)
        code = compiled(path, source)
        if code is None:
            made = compile(source + b'\n' * copy, path, mode, *args, **kwds)
            code = keep(path, source, marshal.dumps(made)) if host.isSpare() else None
            if code is None:
                return made
        return loads(bytes(code))

    external.compile = compile_once


Loader
