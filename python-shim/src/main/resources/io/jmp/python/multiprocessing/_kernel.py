"""The kernel that this interpreter was given by its host.

`kernel` has one attribute for each feature (`queues`, `pipes`, `sync`, `memory`, `processes`, `managers`); their functions are
listed in the Java classes `io.jmp.<feature>.<Feature>Calls`. Fetch a function once, at import: a call through the fetched
object crosses into Java once.
"""
import _jmp_host

kernel = _jmp_host.kernel
