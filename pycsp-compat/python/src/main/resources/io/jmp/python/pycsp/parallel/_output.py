"""Lines that processes print at the same time stay lines.

`print` writes its text and the line's end one after the other, and threads that wake at the same moment come in between: rare on CPython,
frequent where the first `print` of a program takes milliseconds. So `print` hands over both at once.
"""
try:
    import builtins
except ImportError:
    import __builtin__ as builtins

_print = builtins.print
_TEXTS = (type(None), str)


def _print_at_once(*values, **kwds):
    sep, end = kwds.get('sep'), kwds.get('end')
    if not isinstance(sep, _TEXTS) or not isinstance(end, _TEXTS):
        return _print(*values, **kwds)      # raises
    kwds.pop('sep', None)
    kwds['end'] = ''
    text = (' ' if sep is None else sep).join([str(value) for value in values])
    _print(text + ('\n' if end is None else end), **kwds)


_print_at_once.__name__ = 'print'
_print_at_once.__doc__ = _print.__doc__
if hasattr(_print, '__text_signature__'):       # Python 3; on Python 2, print is a statement
    builtins.print = _print_at_once
