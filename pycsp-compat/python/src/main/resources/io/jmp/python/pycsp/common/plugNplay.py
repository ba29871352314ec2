"""Ready processes."""
from pycsp.current import AltSelect, Channel, InputGuard, OutputGuard, Parallel, process

__all__ = ['Identity', 'Prefix', 'Successor', 'Delta2', 'Plus', 'Tail', 'Pairs', 'SkipProcess', 'Mux2']


@process
def Identity(cin, cout):
    """Pass on each message."""
    while True:
        cout(cin())


@process
def Prefix(cin, cout, prefix=None):
    """Write `prefix`, then pass on each message."""
    cout(prefix)
    while True:
        cout(cin())


@process
def Successor(cin, cout):
    """Pass on each number plus 1."""
    while True:
        cout(cin() + 1)


@process
def Delta2(cin, cout1, cout2):
    """Pass on each message to both channels, to the one first that is first ready for it."""
    while True:
        message = cin()
        end, _ = AltSelect(OutputGuard(cout1, message), OutputGuard(cout2, message))
        (cout2 if end is cout1 else cout1)(message)


@process
def Plus(cin1, cin2, cout):
    """Write the sum of a message from each channel, again and again."""
    while True:
        cout(cin1() + cin2())


@process
def Tail(cin, cout):
    """Drop the first message, pass on the others."""
    cin()
    while True:
        cout(cin())


@process
def Pairs(cin, cout):
    """Write the sum of each message and the one before it."""
    both, first, second = Channel(), Channel(), Channel()
    Parallel(
        Delta2(cin, -both, -first),
        Plus(+both, +second, cout),
        Tail(+first, -second))


@process
def SkipProcess():
    """Do nothing."""


@process
def Mux2(cin1, cin2, cout):
    """Pass on the messages of two channels."""
    while True:
        _, message = AltSelect(InputGuard(cin1), InputGuard(cin2))
        cout(message)
