/** Internal: memory with a name, which processes of the operating system share too: POSIX shared memory, as CPython uses it. */
package io.jmp.memory.posix;
