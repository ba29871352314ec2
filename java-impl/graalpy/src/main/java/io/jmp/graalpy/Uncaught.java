package io.jmp.graalpy;

import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/** What becomes of an exception that a Python program did not catch. */
final class Uncaught {

    private Uncaught() {}

    /**
     * Reports an exception as Python does at the end of a program.
     *
     * @param functions the functions of bootstrap.py
     * @param interrupted the exit status that an interrupt from outside makes
     * @return the exit status
     * @throws PolyglotException the same, if it is not an exception of Python: an error of the host
     */
    static int report(PolyglotException e, Value functions, int interrupted) {
        if (e.isInterrupted()) {
            System.err.println("KeyboardInterrupt");
            return interrupted;
        }
        // SystemExit with a number; one with a text comes as the exception that it is.
        if (e.isExit() && (e.getGuestObject() == null || !e.getGuestObject().hasMember("code"))) {
            return e.getExitStatus();
        }
        if (e.isGuestException() && e.getGuestObject() != null) {
            return functions.invokeMember("report", e.getGuestObject()).asInt();
        }
        throw e;
    }
}
