/** Internal: one-way streams of parcels, what queues and pipes are made of. */
package io.jmp.channel;
