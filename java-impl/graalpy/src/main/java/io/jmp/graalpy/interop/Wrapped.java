package io.jmp.graalpy.interop;

/** A Java object in the hands of Python: what comes back when Python passes it to the kernel again. */
interface Wrapped {

    Object target();
}
