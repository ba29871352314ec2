/** Locks, semaphores, conditions, events and barriers between processes. */
package io.jmp.sync;
