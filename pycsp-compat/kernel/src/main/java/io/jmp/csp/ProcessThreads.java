package io.jmp.csp;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** What processes run on. */
public enum ProcessThreads {

    /** Threads of the operating system. */
    PLATFORM {
        @Override
        public Thread newThread(String name, Runnable body) {
            Thread thread = new Thread(body, name);
            thread.setDaemon(true);
            return thread;
        }
    },

    /** Threads of the JVM, of which there may be very many; since Java 21. */
    VIRTUAL {
        @Override
        public Thread newThread(String name, Runnable body) {
            if (UNSTARTED == null) {
                throw new UnsupportedOperationException("virtual threads need Java 21 or newer");
            }
            try {
                Thread thread = (Thread) UNSTARTED.invoke(body);
                thread.setName(name);
                return thread;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    };

    /** {@code Thread.ofVirtual().unstarted(Runnable)}; null before Java 21. */
    private static final MethodHandle UNSTARTED = unstarted();

    /** A new daemon thread, not started. */
    public abstract Thread newThread(String name, Runnable body);

    /** Virtual threads where the JVM has them, platform threads otherwise. */
    public static ProcessThreads best() {
        return UNSTARTED == null ? PLATFORM : VIRTUAL;
    }

    private static MethodHandle unstarted() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle ofVirtual = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(builder));
            MethodHandle make = lookup.findVirtual(builder, "unstarted", MethodType.methodType(Thread.class, Runnable.class));
            return MethodHandles.foldArguments(make, ofVirtual);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
