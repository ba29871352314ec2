/** What jmp shows by Java Management Extensions: one MXBean for each open {@link io.jmp.Multiprocessing}. */
package io.jmp.management;
