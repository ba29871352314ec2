/** Queues between processes. */
package io.jmp.queue;
