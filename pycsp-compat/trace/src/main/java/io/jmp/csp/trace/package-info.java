/**
 * Pictures of networks of processes: {@link io.jmp.csp.trace.TraceRecorder} records what happens, {@link io.jmp.csp.trace.Trace} is
 * what was recorded, and {@link io.jmp.csp.trace.TraceFormat} writes it.
 */
package io.jmp.csp.trace;
