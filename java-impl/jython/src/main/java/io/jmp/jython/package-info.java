/**
 * Jython as the host of {@link io.jmp.Multiprocessing}: a process is a {@code PySystemState} of its own on a thread of its own.
 *
 * <p>That {@link io.jmp.jython.Jython} is on the class path is enough; Python code has to be trusted.
 * {@link io.jmp.jython.JythonRuntime} is the layer below, for those who run whole programs, as the command {@code jmp} does.
 *
 * <p>{@code Attachment}, {@code HostCalls} and the packages {@code interop} and {@code life} are internal.
 */
package io.jmp.jython;
