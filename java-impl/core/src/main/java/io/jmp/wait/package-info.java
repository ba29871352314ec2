/** Internal: waiting for one of many: what can become ready, and who is told. */
package io.jmp.wait;
