/**
 * Channels and choice after Hoare's <em>Communicating Sequential Processes</em>, with poison and retirement as in PyCSP.
 *
 * <p>A {@link io.jmp.csp.Channel} connects any number of readers with any number of writers; a process takes part through an
 * end of its own. An {@link io.jmp.csp.Alternation} waits for one of several guards. {@link io.jmp.csp.Parallel} runs processes.
 *
 * <pre>{@code
 * Channel<Integer> numbers = Channel.rendezvous();
 * ChannelWriter<Integer> out = numbers.writer();
 * ChannelReader<Integer> in = numbers.reader();
 * new Parallel()
 *         .add("counter", () -> { for (int i = 0; i < 3; i++) out.write(i); out.retire(); }, out)
 *         .add("printer", () -> { while (true) System.out.println(in.read()); }, in)
 *         .run();
 * }</pre>
 *
 * <p>The module needs nothing but Java. Every wait goes through {@link io.jmp.csp.Waiting}, where a host that embeds it may
 * interrupt a wait and begin it again. That hook is the module's own and not {@code io.jmp.wait}'s, of which it is a copy in
 * shape, so that Java programs which want channels do not get a kernel of processes, a pickle library and JNA with them; a
 * host joins the two with one line.
 */
package io.jmp.csp;
