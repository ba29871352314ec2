/** Internal: the border between Python on Jython and the kernel. */
package io.jmp.jython.interop;
