/** Pipes between processes. */
package io.jmp.pipe;
