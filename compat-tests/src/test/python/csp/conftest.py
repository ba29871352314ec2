"""CPython has no pycsp."""
from helpers import on_jmp

if not on_jmp:
    collect_ignore_glob = ['*.py']
