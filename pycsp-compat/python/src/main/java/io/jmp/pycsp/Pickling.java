package io.jmp.pycsp;

import io.jmp.python.PythonError;
import io.jmp.python.PythonFunction;
import io.jmp.python.PythonFunction.InterpreterGoneException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Pickles messages of one interpreter that were written before others could read them, when such a reader has taken one: the
 * reader's thread enters the writer's interpreter. Thread-safe.
 */
final class Pickling {

    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Message> messages = new ConcurrentHashMap<>();
    private volatile PythonFunction pickler;

    void use(PythonFunction function) {
        pickler = function;
    }

    Message message(long number) {
        return messages.get(number);
    }

    void pickle(Message message) {
        long number = numbers.incrementAndGet();
        messages.put(number, message);
        try {
            pickler.call(number, null);
        } catch (InterpreterGoneException e) {
            // its writer has ended
        } finally {
            messages.remove(number);
        }
        if (!message.isPickled()) {
            throw new PythonError("pycsp.parallel.exceptions.FatalException",
                    "a message was lost: its interpreter has ended, or could not pickle it");
        }
    }
}
