"""Lines that processes print at the same time stay lines.

`print` writes its text and the line's end one after the other, and threads that wake at the same moment come in between: rare on CPython,
frequent where the first `print` of a program takes milliseconds. So `print` hands over both at once.
"""
try:
    import builtins
except ImportError:
    import __builtin__ as builtins

_print = getattr(builtins, 'print')     # by the name, because it is a keyword of Python 2
_TEXTS = (type(None), str, type(u''))


def _text(value):
    return value if isinstance(value, _TEXTS[1:]) else str(value)


def _print_at_once(*values, **kwds):
    sep, end = kwds.get('sep'), kwds.get('end')
    if not isinstance(sep, _TEXTS) or not isinstance(end, _TEXTS):
        return _print(*values, **kwds)      # raises
    kwds.pop('sep', None)
    kwds['end'] = ''
    text = (' ' if sep is None else sep).join([_text(value) for value in values])
    _print(text + ('\n' if end is None else end), **kwds)


_print_at_once.__name__ = 'print'
_print_at_once.__doc__ = _print.__doc__
setattr(builtins, 'print', _print_at_once)
