/** Memory that processes share: blocks outside the heap, and numbers in them. */
package io.jmp.memory;
