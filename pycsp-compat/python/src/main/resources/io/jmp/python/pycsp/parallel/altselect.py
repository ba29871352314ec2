"""Choice among guard objects."""
import sys

from _jmp_host import kernel as _kernel
from pycsp.parallel.alternation import ANY, FAIR, PRIORITY, choose, perform
from pycsp.parallel.exceptions import InfoException
from pycsp.parallel.guard import Guard, InputGuard, OutputGuard
from pycsp.parallel.process import current

__all__ = ['FairSelect', 'PriSelect', 'AltSelect', 'InputGuard', 'OutputGuard']


def AltSelect(*guards):
    """Wait until one of the guards can go, let it go, run its action; return `(end or guard, message or None)`.

    Guards may be given in lists. If several are ready, any of them goes, skip guards only if no other is ready.

    The action of a guard is what a `@choice` function returns, which is called with `channel_input=` the message in an input
    guard; or a callable, with the message as parameter in an input guard, else none; or a string, which is executed in the
    caller's namespace, with `channel_input` defined in an input guard.

    Raises `ChannelPoisonException` and `ChannelRetireException` as reading and writing do, and `InfoException` for what is no guard.
    """
    return _perform(ANY, _flat(guards), None)


def PriSelect(*guards):
    """As `AltSelect`; of several guards that are ready, the first goes."""
    return _perform(PRIORITY, _flat(guards), None)


def FairSelect(*guards):
    """As `AltSelect`; of several guards that are ready, the one goes that this place of the source has chosen least."""
    return _perform(FAIR, _flat(guards), _place(sys._getframe(1)))


def _place(frame):
    """Where the calling process counts the fair choices of a place in the source."""
    places = current().places
    key = frame.f_code, frame.f_lineno
    place = places.get(key)
    if place is None:
        place = places[key] = _kernel.csp.place()
    return place


def _perform(mode, guards, place):
    if not guards:
        raise InfoException('a choice needs a guard')
    handles, messages = [], []
    for guard in guards:
        what = guard[0]
        handles.append(what._wait if isinstance(what, Guard) else what._handle)
        messages.append(guard[1] if len(guard) == 3 else None)
    index, message = choose(mode, handles, messages, place)
    guard = guards[index]
    if guard[-1] is not None:
        perform(guard, message, 3)
    return guard[0], message


def _flat(guards):
    flat = []
    for guard in guards:
        if isinstance(guard, Guard):
            flat.append(guard.g)
        elif isinstance(guard, (list, tuple)):
            flat.extend(_flat(guard))
        else:
            raise InfoException('a select takes guards; this is %r' % (guard,))
    return flat
