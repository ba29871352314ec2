package io.jmp.graalpy.interop;

import com.oracle.truffle.api.ThreadLocalAction;
import com.oracle.truffle.api.TruffleContext;
import com.oracle.truffle.api.instrumentation.TruffleInstrument;
import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import org.graalvm.polyglot.Engine;

/**
 * Runs Python functions in the main thread of an interpreter, from outside: at its next safepoint, or at once if it waits.
 * This is how handlers of signals are called. What the function raises is raised where the thread was.
 */
public final class Signals {

    private final TruffleInstrument.Env env;

    private Signals(TruffleInstrument.Env env) {
        this.env = env;
    }

    /** Those of an engine's interpreters. */
    public static Signals of(Engine engine) {
        return engine.getInstruments().get(Instrument.ID).lookup(Signals.class);
    }

    /** What calls a function of the interpreter that the thread is in, in this thread. */
    Target here(Object function) {
        return new Target(env.getEnteredContext(), Thread.currentThread(), function);
    }

    /** One interpreter's main thread and its function. */
    final class Target {
        private final TruffleContext context;
        private final Thread thread;
        private final Object function;

        private Target(TruffleContext context, Thread thread, Object function) {
            this.context = context;
            this.thread = thread;
            this.function = function;
        }

        /** Lets the thread call the function with a number, soon. Returns at once; does nothing if the interpreter has ended. */
        void call(int number) {
            try {
                env.submitThreadLocal(context, new Thread[] {thread}, new ThreadLocalAction(true, false) {
                    @Override
                    protected void perform(Access access) {
                        try {
                            InteropLibrary.getUncached().execute(function, number);
                        } catch (InteropException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                });
            } catch (IllegalStateException e) {
                // it is closed
            }
        }
    }

    /** How a program on Truffle gets at the threads of contexts. It observes where they begin and end, and nothing that they do. */
    @TruffleInstrument.Registration(id = Instrument.ID, name = "jmp: signals", services = Signals.class)
    public static final class Instrument extends TruffleInstrument {
        static final String ID = "jmp-signals";

        @Override
        protected void onCreate(Env env) {
            env.registerService(new Signals(env));
            EndingThreads.attach(env);
        }
    }
}
