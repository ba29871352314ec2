"""Settings of channels between JVMs."""
import os

from _jmp_host import kernel as _kernel

__all__ = ['Configuration', 'SOCKETS_CONNECT_TIMEOUT', 'SOCKETS_CONNECT_RETRY_DELAY', 'SOCKETS_BIND_TIMEOUT',
           'SOCKETS_BIND_RETRY_DELAY', 'SOCKETS_STRICT_MODE', 'PYCSP_PORT', 'PYCSP_HOST', 'PYCSP_AUTHKEY']

SOCKETS_CONNECT_TIMEOUT = 0
SOCKETS_CONNECT_RETRY_DELAY = 1
SOCKETS_BIND_TIMEOUT = 2
SOCKETS_BIND_RETRY_DELAY = 3
SOCKETS_STRICT_MODE = 4
PYCSP_PORT = 5
PYCSP_HOST = 6
PYCSP_AUTHKEY = 7


class Configuration(object):
    """The settings of this interpreter: there is one object of this class.

    Times are in seconds. `PYCSP_HOST` and `PYCSP_PORT` are where channels of this interpreter are hosted; '' is the loopback
    address, and 0 is any port that is free. `PYCSP_AUTHKEY` is what both sides of a connection have to know, bytes or a text; it is
    needed as soon as an address is not a loopback address. The environment variables of these three names are their defaults.
    Change them before the first channel. `SOCKETS_STRICT_MODE` changes nothing.
    """
    _instance = None

    def __new__(cls):
        if cls._instance is None:
            self = cls._instance = object.__new__(cls)
            self._values = {
                SOCKETS_CONNECT_TIMEOUT: 2,
                SOCKETS_CONNECT_RETRY_DELAY: 0.2,
                SOCKETS_BIND_TIMEOUT: 2,
                SOCKETS_BIND_RETRY_DELAY: 0.2,
                SOCKETS_STRICT_MODE: False,
                PYCSP_PORT: int(os.environ.get('PYCSP_PORT') or 0),
                PYCSP_HOST: os.environ.get('PYCSP_HOST', ''),
            }
            self.set(PYCSP_AUTHKEY, os.environ.get('PYCSP_AUTHKEY') or None)
        return cls._instance

    def get(self, conf_id):
        """Return a setting. Raises `KeyError` if there is none of this number."""
        return self._values[conf_id]

    def set(self, conf_id, value):
        """Change a setting. Raises `ValueError` for an empty key."""
        if conf_id == PYCSP_AUTHKEY and value is not None:
            if not isinstance(value, bytes):
                value = value.encode('utf-8')
            if not value:
                raise ValueError('the authentication key is empty')
            _kernel.cspnet.useKey(value)
        elif conf_id == PYCSP_AUTHKEY:
            _kernel.cspnet.useKey(None)
        self._values[conf_id] = value
