"""Choice."""
import sys

from _jmp_host import kernel as _kernel
from pycsp.parallel.channel import _Foreign, pickled, received
from pycsp.parallel.exceptions import InfoException

__all__ = ['choice', 'Choice', 'Alternation', 'PRIORITY', 'ANY', 'FAIR']

PRIORITY, ANY, FAIR = 0, 1, 2

_select = _kernel.csp.select


def choice(func):
    """Make a function into a factory of actions: calling it with arguments makes a `Choice`, which calls it with them when its
    guard was chosen, and with `channel_input=` in an input guard."""
    def factory(*args, **kwargs):
        return Choice(func, *args, **kwargs)
    factory.__name__ = func.__name__
    factory.__doc__ = func.__doc__
    factory.is_choice_factory = True
    return factory


class Choice(object):
    """An action: a function with its arguments. Made by functions with the decorator `choice`."""

    def __init__(self, fn, *args, **kwargs):
        self.fn = fn
        self.args = args
        self.kwargs = kwargs

    def invoke_on_input(self, channel_input):
        """Call the function with what was read."""
        self.fn(*self.args, **dict(self.kwargs, channel_input=channel_input))

    def invoke_on_output(self):
        """Call the function."""
        self.fn(*self.args, **self.kwargs)


class Alternation(object):
    """A choice among guards, by priority: the first of those that are ready goes.

    `guards` is a list of dicts `{what: action}`, where `what` is a reading end, a pair of a writing end and a message, or a
    skip or time-out guard; or of tuples `(what, action)` and `(end, message, action)`. The order in the list is the priority.
    See `AltSelect` for the actions.
    """

    def __init__(self, guards, ensurePriority=True):
        self.guards = []
        for guard in guards:
            if isinstance(guard, dict):
                for what, action in guard.items():
                    self.guards.append(what + (action,) if isinstance(what, tuple) else (what, action))
            elif isinstance(guard, tuple):
                self.guards.append(guard)
            else:
                raise InfoException('an Alternation takes dicts and tuples; this is %r' % (guard,))
        if not self.guards:
            raise InfoException('a choice needs a guard')
        self._handles = [_waitable(guard) for guard in self.guards]
        self._messages = [guard[1] if len(guard) == 3 else None for guard in self.guards]
        self._steps = 1

    def _set_execute_frame(self, steps):
        """Say in which frame above `execute` actions that are strings are executed; 1 is its caller."""
        self._steps = abs(steps)

    def execute(self):
        """Wait for a guard, let it go, run its action; return `(end or guard, message or None)`."""
        index, message = choose(PRIORITY, self._handles, self._messages)
        guard = self.guards[index]
        perform(guard, message, self._steps + 1)
        return guard[0], message

    def select(self):
        """As `execute`, but run no action."""
        index, message = choose(PRIORITY, self._handles, self._messages)
        return self.guards[index][0], message


def _waitable(guard):
    """A guard as the kernel takes it."""
    what = guard[0]
    if hasattr(what, '_wait'):
        if len(guard) == 3:
            raise InfoException('a skip or time-out guard takes no message')
        return what._wait
    op = getattr(what, '_op', None)
    if op is None or (op == 1) != (len(guard) == 3):
        raise InfoException('a guard is a reading end, a writing end with a message, or a skip or time-out guard; this is %r'
                            % (guard[:-1],))
    return what._handle


def choose(mode, handles, messages, place=None):
    """Wait for a guard; return its index, and what was read or None."""
    chosen = _select(mode, handles, messages, place)
    if chosen is None:
        messages = [pickled(message) if _is_writer(handle) else None for handle, message in zip(handles, messages)]
        chosen = _select(mode, handles, messages, place)
    index, message = chosen
    if type(message) is _Foreign:
        message = received(message)
    return index, None if message is None else message      # Java's null is a None of another type


def _is_writer(handle):
    return type(handle) is _Foreign and not _kernel.csp.isReader(handle)


def perform(guard, message, steps):
    """Run the action of a guard that went; strings in the frame that is so many steps above the caller's."""
    action = guard[-1]
    if action is None:
        return
    reads = getattr(guard[0], '_op', None) == 0
    if isinstance(action, Choice):
        if len(guard) == 2 and reads:
            action.invoke_on_input(message)
        else:
            action.invoke_on_output()
    elif callable(action):
        if getattr(action, 'is_choice_factory', False):
            raise InfoException('a @choice function is an action once it is called: write action() instead of action')
        if reads:
            action(message)
        else:
            action()
    elif isinstance(action, str):
        frame = sys._getframe(steps)
        code = compile(action, '%s line %d in string' % (frame.f_code.co_filename, frame.f_lineno), 'exec')
        namespace = frame.f_locals
        if reads:
            namespace['channel_input'] = message
        exec(code, frame.f_globals, namespace)
    else:
        raise InfoException('an action is a @choice, a callable or a string; this is %r' % (action,))
