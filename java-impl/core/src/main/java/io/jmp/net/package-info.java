/**
 * Internal: connections to other programs over TCP and Unix sockets, in the wire format of CPython's {@code multiprocessing}.
 *
 * <p>Channels are in non-blocking mode; who waits is woken by the one thread of the {@link io.jmp.net.Poller}. So a wait can
 * be interrupted and begun again without harm to the channel, and sockets, pipes and processes can be waited for together.
 */
package io.jmp.net;
