/** Internal: what jmp tells the JDK's Flight Recorder: events in the category {@code jmp}. */
package io.jmp.recorder;
