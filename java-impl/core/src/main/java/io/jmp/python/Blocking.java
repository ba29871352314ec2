package io.jmp.python;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a call from Python that may block.
 *
 * <p>Such a method waits by {@link io.jmp.wait.Parking}; when the wait is given up, every shared object is left as if the
 * call had not been made. Hosts rely on this to stop a process and to deliver Ctrl-C.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Blocking {}
