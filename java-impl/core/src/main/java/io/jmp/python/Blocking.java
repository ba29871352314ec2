package io.jmp.python;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a call from Python that may block.
 *
 * <p>Such a method ends with {@link InterruptedException} when its thread is interrupted, leaving every shared object as
 * if the call had not been made; hosts rely on this to stop a process and to deliver Ctrl-C.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Blocking {}
