/** Who takes part in a network. Knows nothing of channels. */
package io.jmp.csp.process;
