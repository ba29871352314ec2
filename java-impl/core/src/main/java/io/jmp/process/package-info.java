/** Processes: the table, the spares, and what a host has to offer. */
package io.jmp.process;
