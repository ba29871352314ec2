/** Connections, and pipes between processes of the JVM. Sockets are in {@link io.jmp.net}. */
package io.jmp.pipe;
