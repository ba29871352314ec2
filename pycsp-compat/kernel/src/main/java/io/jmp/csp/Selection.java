package io.jmp.csp;

/**
 * What a choice has done.
 *
 * @param index the place of the chosen guard in the choice
 * @param guard the guard
 * @param message what was read; null for other guards than input guards
 */
public record Selection(int index, Guard guard, Object message) {}
