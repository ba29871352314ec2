/**
 * Channels between JVMs. One hosts a channel under a name ({@link io.jmp.csp.net.ChannelHost}); others join it by the host's
 * address ({@link io.jmp.csp.net.RemoteChannels}) and use its ends as any others. What travels are byte arrays.
 *
 * <p>An end may be lent to another JVM: it is the same end there, retires once, and is lost with the JVM that has it. So an end
 * can be {@linkplain io.jmp.csp.ChannelEnd#disconnect disconnected}: its host keeps it for the JVM that will come for it again. Whether
 * that JVM still lives is not known meanwhile.
 *
 * <p>An operation of a remote end is done at the host, on a thread that stands for the remote process; so a choice among
 * channels of one host is a choice of that host, with all its guarantees. Limits:
 * <ul>
 * <li>A choice cannot have guards on channels of different JVMs; a process that passes messages on helps.
 * <li>A message that was read for a process whose JVM is lost before it arrives there is lost with it. Whether a message was sent
 *     by a write that ends with {@link io.jmp.csp.ChannelLostException} is not known.
 * <li>The key proves who is there when a connection is made. What follows is neither encrypted nor signed: where the network is
 *     not trusted, use a tunnel.
 * <li>Waits for remote channels are in no report of a deadlock, and the communications of remote ends are recorded at the host.
 * </ul>
 *
 * <p>A peer is lost when its connection ends, or when nothing has come from it for four times the system property {@code
 * jmp.csp.heartbeat} (milliseconds; by default 5,000).
 */
package io.jmp.csp.net;
