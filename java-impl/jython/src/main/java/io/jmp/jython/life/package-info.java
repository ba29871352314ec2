/** Internal: how an interpreter of Jython is stopped, interrupted, and entered by threads of others. */
package io.jmp.jython.life;
