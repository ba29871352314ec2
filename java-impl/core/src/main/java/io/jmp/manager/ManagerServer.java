package io.jmp.manager;

import io.jmp.parcel.Parcel;
import io.jmp.parcel.Shared;
import io.jmp.process.JvmProcess;
import io.jmp.python.PythonError;
import io.jmp.python.PythonFunction;
import io.jmp.python.PythonFunction.InterpreterGoneException;
import io.jmp.wait.Parking;
import io.jmp.wait.WaitAny;
import io.jmp.wait.Waitable;
import io.jmp.wait.Watchers;
import java.lang.ref.Cleaner;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/**
 * A manager: an interpreter that others enter.
 *
 * <p>There is no server thread and no socket. A call is executed by the thread that makes it, inside the manager's
 * interpreter; what it waits for there, it waits for itself. The objects of a manager live as long as somebody holds a
 * {@link ManagedRef} to them: the garbage collector counts, and the next call tells the manager which objects are free.
 * Thread-safe.
 */
public final class ManagerServer implements Shared {

    private static final Cleaner CLEANER = Cleaner.create();

    /** The number that stands for the manager itself in a call. */
    static final long SELF = 0;
    /** The number of the call that lets an object go; the parcel is the object's number in text. */
    static final long RELEASE = -1;

    private static final ThreadLocal<Parcel> REPLY = new ThreadLocal<>();

    private final CountDownLatch shutDown = new CountDownLatch(1);
    private final Queue<Long> unused = new ConcurrentLinkedQueue<>();
    private final Watchers readyWatchers = new Watchers();
    private volatile PythonFunction dispatch;

    /** A server without objects. */
    public ManagerServer() {}

    /** A reference to an object of a manager: what proxies hold. */
    public static final class ManagedRef {
        private final ManagerServer server;
        private final long number;

        private ManagedRef(ManagerServer server, long number) {
            this.server = server;
            this.number = number;
        }
    }

    @Override
    public String rebuilder() {
        return "multiprocessing._java._rebuild";
    }

    /** The interpreter is ready to be entered by {@code function}. */
    void open(PythonFunction function) {
        dispatch = function;
        readyWatchers.wakeAll();
    }

    /** Leaves an answer that has Java objects beside its bytes, for the call that the calling thread is executing. */
    static void reply(Parcel answer) {
        REPLY.set(answer);
    }

    private static Parcel takeReply() {
        Parcel answer = REPLY.get();
        REPLY.remove();
        return answer;
    }

    /** Waits, in the manager's process, until the manager is shut down. */
    void awaitShutdown() throws InterruptedException {
        Parking.block(shutDown::await);
    }

    /**
     * Waits until the manager can be called.
     *
     * @return false if its process ended before
     */
    boolean awaitOpen(JvmProcess process) throws InterruptedException {
        WaitAny.await(List.of(process, opened()), -1);
        return dispatch != null;
    }

    private Waitable opened() {
        return new Waitable() {
            @Override
            public boolean isReady() {
                return dispatch != null;
            }

            @Override
            public void addWatcher(Runnable watcher) {
                readyWatchers.add(watcher);
            }

            @Override
            public void removeWatcher(Runnable watcher) {
                readyWatchers.remove(watcher);
            }
        };
    }

    /** Lets the manager's process end. Calls that are under way end with an error. */
    void shutdown() {
        shutDown.countDown();
    }

    /** A reference to an object that the manager just made. */
    ManagedRef ref(long number) {
        ManagedRef ref = new ManagedRef(this, number);
        Queue<Long> queue = unused; // the action must not hold the reference
        CLEANER.register(ref, () -> queue.add(number));
        return ref;
    }

    /** The number of the object that a reference is for; 0 if it is another manager's. */
    long numberOf(ManagedRef ref) {
        return ref.server == this ? ref.number : SELF;
    }

    /** Calls the manager itself. */
    Parcel call(Parcel request) {
        return call(SELF, request);
    }

    /** Calls a method of one of its objects. */
    static Parcel call(ManagedRef ref, Parcel request) {
        return ref.server.call(ref.number, request);
    }

    private Parcel call(long number, Parcel request) {
        PythonFunction function = dispatch;
        if (function == null || shutDown.getCount() == 0) {
            throw new PythonError("ConnectionRefusedError", "the manager has been shut down");
        }
        try {
            for (Long free = unused.poll(); free != null; free = unused.poll()) {
                function.call(RELEASE, new Parcel(Long.toString(free).getBytes(StandardCharsets.US_ASCII)));
            }
            Parcel answer = function.call(number, request);
            return answer != null ? answer : takeReply();
        } catch (InterpreterGoneException e) {
            throw new PythonError("EOFError", "the manager has ended");
        }
    }
}
