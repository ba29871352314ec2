"""Settings of channels between JVMs."""

__all__ = ['Configuration', 'SOCKETS_CONNECT_TIMEOUT', 'SOCKETS_CONNECT_RETRY_DELAY', 'SOCKETS_BIND_TIMEOUT',
           'SOCKETS_BIND_RETRY_DELAY', 'SOCKETS_STRICT_MODE', 'PYCSP_PORT', 'PYCSP_HOST']

SOCKETS_CONNECT_TIMEOUT = 0
SOCKETS_CONNECT_RETRY_DELAY = 1
SOCKETS_BIND_TIMEOUT = 2
SOCKETS_BIND_RETRY_DELAY = 3
SOCKETS_STRICT_MODE = 4
PYCSP_PORT = 5
PYCSP_HOST = 6


class Configuration(object):
    """The settings of this interpreter: there is one object of this class.

    Times are in seconds. `PYCSP_HOST` and `PYCSP_PORT` are where channels of this interpreter are hosted; '' and 0 mean any.
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
                PYCSP_PORT: 0,
                PYCSP_HOST: '',
            }
        return cls._instance

    def get(self, conf_id):
        """Return a setting. Raises `KeyError` if there is none of this number."""
        return self._values[conf_id]

    def set(self, conf_id, value):
        """Change a setting."""
        self._values[conf_id] = value
