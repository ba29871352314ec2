/**
 * Internal: the CSP kernel as the Python package {@code pycsp} calls it.
 *
 * <p>{@link io.jmp.pycsp.CspFeature} adds it to the kernel of every interpreter; nothing of it is loaded before Python imports
 * the package.
 */
package io.jmp.pycsp;
