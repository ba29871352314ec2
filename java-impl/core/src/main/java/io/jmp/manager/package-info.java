/** Managers: interpreters whose objects other processes use. */
package io.jmp.manager;
