/**
 * Python's {@code multiprocessing} for Java programs. {@link io.jmp.Multiprocessing} is where everything begins.
 *
 * <p>These packages are for programs:
 *
 * <ul>
 *   <li>{@link io.jmp.process}: a process, which has the methods of {@link java.lang.Process};
 *   <li>{@link io.jmp.pool}: a pool of processes, which is an {@link java.util.concurrent.ExecutorService};
 *   <li>{@link io.jmp.queue}: a queue, which is a {@link java.util.concurrent.BlockingQueue};
 *   <li>{@link io.jmp.pipe}: connections;
 *   <li>{@link io.jmp.sync}: locks, which are {@link java.util.concurrent.locks.Lock}s, semaphores, events, conditions, barriers;
 *   <li>{@link io.jmp.memory}: numbers in memory that processes share;
 *   <li>{@link io.jmp.manager}: dicts and lists as {@link java.util.Map} and {@link java.util.List};
 *   <li>{@link io.jmp.parcel}: the table of conversions between Java and Python;
 *   <li>{@link io.jmp.management}: what is shown by Java Management Extensions;
 *   <li>{@link io.jmp.spi}: for those who bring another host of Python.
 * </ul>
 *
 * <p>The others ({@code channel}, {@code memory.posix}, {@code net}, {@code python}, {@code recorder}, {@code wait}) are internal, and so
 * are the classes {@code XxxCalls} in every package, and {@code management.Registration}, {@code manager.ManagerServer},
 * {@code parcel.ParcelMaker}, {@code pipe.ConnectionEnd}, {@code pool.Job}, {@code pool.TaskPool}, {@code queue.QueueRegistry}. They are
 * public because other packages of jmp, and Python by way of its host, call them. They may change at any time.
 */
package io.jmp;
