/** Jython as a host: a process is a {@code PySystemState} of its own on a thread of its own. */
package io.jmp.jython;
