/**
 * How a Python host plugs into {@link io.jmp.Multiprocessing}: a service that opens hosts. Programs that only use Python do not
 * need this package.
 */
package io.jmp.spi;
