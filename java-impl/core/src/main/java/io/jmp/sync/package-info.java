/**
 * Locks, semaphores, conditions, events and barriers between processes.
 *
 * <p>They are plain Java objects: Java code uses them directly, Python code through {@link io.jmp.sync.SyncCalls}, and both
 * may share one. What they have in common:
 *
 * <ul>
 *   <li>All are thread-safe, and waiting is interruptible. Times to wait are nanoseconds; negative means for ever, zero means
 *       not at all.
 *   <li>An error is a {@link io.jmp.python.PythonError} that names the exception of CPython, with its message.
 *   <li>A process that ends keeps what it acquired, as in CPython: a lock that it held stays locked until somebody releases
 *       it, and a reentrant lock for ever. Whoever waits for such a lock should use a timeout.
 *   <li>A thread that is interrupted while it waits, as all threads of a process that is terminated are, leaves the queue
 *       of those who wait and takes nothing with it.
 * </ul>
 */
package io.jmp.sync;
