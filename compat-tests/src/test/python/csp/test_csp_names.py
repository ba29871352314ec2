"""The names that programs import."""
import importlib
import inspect

import pytest

NAMES = '''Skip SkipGuard Timeout TimeoutGuard InputGuard OutputGuard choice Alternation FairSelect PriSelect AltSelect Channel retire
poison Process process MultiProcess multiprocess ClusterProcess clusterprocess SSHProcess sshprocess Sequence Parallel Spawn
current_process_id shutdown io Io Configuration SOCKETS_CONNECT_TIMEOUT SOCKETS_CONNECT_RETRY_DELAY SOCKETS_BIND_TIMEOUT
SOCKETS_BIND_RETRY_DELAY SOCKETS_STRICT_MODE PYCSP_PORT PYCSP_HOST PYCSP_AUTHKEY version ChannelPoisonException ChannelRetireException
ChannelSocketException ChannelConnectException ChannelBindException ChannelLostException FatalException InfoException'''.split()

MODULES = 'pycsp.parallel pycsp.greenlets pycsp pycsp.threads pycsp.processes pycsp.net'.split()


@pytest.mark.parametrize('module', MODULES)
def test_star_import_brings_the_names(module):
    namespace = {}
    exec('from %s import *' % module, namespace)
    assert sorted(set(namespace) - {'__builtins__'}) == sorted(NAMES)


@pytest.mark.parametrize('module', MODULES)
def test_names_are_attributes(module):
    imported = importlib.import_module(module)
    assert [name for name in NAMES if not hasattr(imported, name)] == []


@pytest.mark.parametrize('module', [module for module in MODULES if module != 'pycsp.greenlets'])
def test_aliases_are_the_same(module):
    import pycsp.parallel
    imported = importlib.import_module(module)
    assert [name for name in NAMES if getattr(imported, name) is not getattr(pycsp.parallel, name)] == []


def test_version_ends_in_the_implementation():
    import pycsp.greenlets
    import pycsp.parallel
    assert pycsp.parallel.version == (0, 9, 2, 'parallel')
    assert pycsp.greenlets.version == (0, 9, 2, 'greenlets')
    assert pycsp.version == (0, 9, 2, 'parallel')


def test_public_names_have_docstrings():
    import pycsp.parallel
    bare = [name for name in NAMES
            if (inspect.isclass(getattr(pycsp.parallel, name)) or inspect.isfunction(getattr(pycsp.parallel, name)))
            and not getattr(pycsp.parallel, name).__doc__]
    assert bare == []


def test_exceptions_are_what_they_are_called():
    from pycsp import parallel
    for name in ('ChannelConnectException', 'ChannelBindException', 'ChannelLostException'):
        error = getattr(parallel, name)(('host', 1), 'went wrong')
        assert isinstance(error, parallel.ChannelSocketException)
        assert error.addr == ('host', 1) and error.msg == 'went wrong'
        assert 'went wrong' in str(error)
    for name in ('FatalException', 'InfoException'):
        error = getattr(parallel, name)('do this instead')
        assert error.msg == 'do this instead' and 'do this instead' in str(error)
    for name in NAMES:
        if name.endswith('Exception'):
            assert issubclass(getattr(parallel, name), Exception)


def test_configuration_is_one_object():
    from pycsp.parallel import Configuration, SOCKETS_BIND_RETRY_DELAY, SOCKETS_BIND_TIMEOUT, SOCKETS_CONNECT_RETRY_DELAY, \
        SOCKETS_CONNECT_TIMEOUT, SOCKETS_STRICT_MODE, PYCSP_HOST, PYCSP_PORT
    assert Configuration() is Configuration()
    defaults = {SOCKETS_CONNECT_TIMEOUT: 2, SOCKETS_CONNECT_RETRY_DELAY: 0.2, SOCKETS_BIND_TIMEOUT: 2, SOCKETS_BIND_RETRY_DELAY: 0.2,
                SOCKETS_STRICT_MODE: False, PYCSP_HOST: '', PYCSP_PORT: 0}
    assert len(defaults) == 7
    for key, value in defaults.items():
        assert Configuration().get(key) == value
    Configuration().set(SOCKETS_CONNECT_TIMEOUT, 200)
    try:
        assert Configuration().get(SOCKETS_CONNECT_TIMEOUT) == 200
    finally:
        Configuration().set(SOCKETS_CONNECT_TIMEOUT, 2)
    with pytest.raises(KeyError):
        Configuration().get('nothing')


def test_io_changes_nothing():
    from pycsp.parallel import io

    def blocks():
        return 42
    assert io(blocks) is blocks


def test_current_is_the_implementation_in_use():
    import pycsp.current
    import pycsp.parallel
    assert [name for name in NAMES if not hasattr(pycsp.current, name)] == []
    assert pycsp.current.Channel is pycsp.parallel.Channel
    assert pycsp.current.trace in (False, True)
