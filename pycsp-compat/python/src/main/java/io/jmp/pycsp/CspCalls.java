package io.jmp.pycsp;

import io.jmp.csp.Alternation;
import io.jmp.csp.Fairness;
import io.jmp.csp.Guard;
import io.jmp.csp.InputGuard;
import io.jmp.csp.OutputGuard;
import io.jmp.csp.ProcessThreads;
import io.jmp.csp.Selection;
import io.jmp.csp.SkipGuard;
import io.jmp.csp.TimeoutGuard;
import io.jmp.csp.Waiting;
import io.jmp.parcel.Parcel;
import io.jmp.process.JvmProcess;
import io.jmp.python.Blocking;
import io.jmp.python.Kernel;
import io.jmp.python.PythonError;
import io.jmp.python.PythonFunction;
import io.jmp.wait.Parking;
import io.jmp.wait.Timeouts;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the Python package calls for its processes and channels. See {@link io.jmp.python} for the rules. */
public final class CspCalls {

    private static final int PRIORITY = 0;
    private static final int FAIR = 2;

    static {
        Waiting.use(operation -> Parking.block(() -> {
            Deadlocks.check();
            operation.run();
        }));
        Deadlocks.listen();
    }

    private final Kernel kernel;
    /** Runs the process with a number, in the interpreter that the calls belong to. */
    private volatile PythonFunction runner;
    private final Pickling pickling = new Pickling();
    private final Inspection inspection = new Inspection();
    private volatile ProcessThreads threads =
            "platform".equals(System.getProperty("jmp.csp.threads")) ? ProcessThreads.PLATFORM : ProcessThreads.best();

    CspCalls(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Takes the function that runs a process: it gets the process's number, and null. */
    public void useRunner(PythonFunction function) {
        runner = function;
    }

    /** Takes the function that pickles a message: it gets the message's number, and null. */
    public void usePickler(PythonFunction function) {
        pickling.use(function);
    }

    /**
     * Takes the function that answers questions about the interpreter: for the number of a process, where it is in its source; for -1,
     * whether others than processes may use channels; for -2, it prints what it gets.
     */
    public void useInspector(PythonFunction function) {
        inspection.use(function);
        Deadlocks.addInterpreter(this);
    }

    Inspection inspection() {
        return inspection;
    }

    /** Starts a process of the calling interpreter. */
    public CspThread start(String name, long number) {
        if (!kernel.permissions().threads()) {
            throw new PythonError("PermissionError", "[Errno 1] this interpreter may not start threads: whoever embeds it has to allow them");
        }
        return CspThread.start(this, name, number);
    }

    /** What processes of the interpreter run on. */
    ProcessThreads threads() {
        return threads;
    }

    /** From now on, processes of the interpreter run on platform threads. */
    void usePlatformThreads() {
        threads = ProcessThreads.PLATFORM;
    }

    void run(long number) {
        runner.call(number, null);
    }

    /** Waits for the end of a process; false when the time ran out. */
    @Blocking
    public boolean join(CspThread process, double timeout) throws InterruptedException {
        return process.join(Timeouts.nanos(timeout));
    }

    /** Makes a process with an interpreter of its own a member of the calling process's network, to be begun there. */
    public Member member(String name) {
        return new Member(name);
    }

    /** The calling thread is that process from now on. */
    public void begin(Member member) {
        member.process().begin();
    }

    /** It ends. */
    public void end(Member member) {
        member.process().end();
    }

    /** Waits for the end of a process with an interpreter of its own; false when the time ran out. */
    @Blocking
    public boolean joinInterpreter(JvmProcess process, double timeout) throws InterruptedException {
        long nanos = Timeouts.nanos(timeout);
        if (nanos >= 0) {
            return process.join(nanos, TimeUnit.NANOSECONDS);
        }
        Waiting.forProcesses(process::join);
        return true;
    }

    /** A new channel; a rendezvous for the capacity zero. */
    public PythonChannel channel(String name, int capacity) {
        return new PythonChannel(name, capacity);
    }

    @Blocking
    public End reader(PythonChannel channel) {
        try {
            return new End(channel, channel.channel.reader());
        } catch (RuntimeException e) {
            throw Failures.of(e, channel);
        }
    }

    @Blocking
    public End writer(PythonChannel channel) {
        try {
            return new End(channel, channel.channel.writer());
        } catch (RuntimeException e) {
            throw Failures.of(e, channel);
        }
    }

    public PythonChannel channelOf(End end) {
        return end.channel;
    }

    public String name(PythonChannel channel) {
        return channel.channel.name();
    }

    public int capacity(PythonChannel channel) {
        return channel.channel.capacity();
    }

    public boolean isReader(End end) {
        return end.end().isReader();
    }

    @Blocking
    public void poison(End end) {
        end.end().poison();
    }

    @Blocking
    public void retire(End end) {
        end.end().retire();
    }

    /** An end leaves whose process was lost: if it was the last on its side, the other side is told so. */
    @Blocking
    public void lose(End end) {
        end.end().lose();
    }

    /** Reads a message: the object itself, or what {@link #parcelOf} makes a parcel of if it is another interpreter's. */
    @Blocking
    public Object read(End end) throws InterruptedException {
        try {
            return received(end.reader().read(), end);
        } catch (RuntimeException e) {
            throw Failures.of(e, end.channel);
        }
    }

    private Object received(Message message, End reader) {
        reader.channel.taken(message);
        return message.owner == this ? message.value : message;
    }

    /** The parcel of another interpreter's message; null if it is none. */
    public Parcel parcelOf(Object message) {
        return message instanceof Message foreign ? foreign.parcel() : null;
    }

    /** Writes an object; false, and nothing is done, if the channel needs what {@link #message} makes of it. */
    @Blocking
    public boolean write(End end, Object value) throws InterruptedException {
        Message message;
        if (value instanceof Message made) {
            message = made;
        } else if (end.channel.isShared()) {
            return false;
        } else {
            message = new Message(this, value, null);
        }
        end.channel.sent(message);
        boolean written = false;
        try {
            end.writer().write(message);
            written = true;
        } catch (RuntimeException e) {
            throw Failures.of(e, end.channel);
        } finally {
            if (!written) {
                end.channel.taken(message);
            }
        }
        return true;
    }

    /** An object and its pickle, to be written to a channel that has ends in other interpreters. */
    public Message message(Object value, byte[] data, Object[] refs) {
        return new Message(this, value, new Parcel(data, refs));
    }

    /** An end leaves the interpreter: returns the messages that have to be pickled first. */
    public Object[] share(End end) {
        PythonChannel channel = end.channel;
        channel.share();
        return channel.unpickled();
    }

    /** The object of a message of the calling interpreter. */
    public Object valueOf(Message message) {
        return message.value;
    }

    /** The message that the pickler is to pickle. */
    public Message unpickled(long number) {
        return pickling.message(number);
    }

    /** Gives a message its pickle. */
    public void pickled(Message message, byte[] data, Object[] refs) {
        message.setParcel(new Parcel(data, refs));
    }

    /** Pickles a message of this interpreter for another; by any thread. */
    void pickle(Message message) {
        pickling.pickle(message);
    }

    /** Counts what was chosen at one place of the program, for {@link #select}. */
    public Fairness place() {
        return new Fairness();
    }

    /**
     * Waits until one of several guards can go.
     *
     * @param mode 0 by priority, 1 any, 2 fair
     * @param guards for each guard an end; or the seconds of a time-out; or null, which is always ready
     * @param messages for each guard what is to be written, if it is a writer's end
     * @param place where to count for a fair choice
     * @return the place of the guard that went, and what was read; null if a message needs what {@link #message} makes of it
     */
    @Blocking
    public Object[] select(int mode, Object[] guards, Object[] messages, Fairness place) throws InterruptedException {
        Guard[] all = new Guard[guards.length];
        for (int i = 0; i < all.length; i++) {
            if (guards[i] instanceof End end && end.end().isWriter()) {
                boolean made = messages[i] instanceof Message;
                if (!made && end.channel.isShared()) {
                    return null;
                }
                Message message = made ? (Message) messages[i] : new Message(this, messages[i], null);
                messages[i] = message;
                all[i] = new OutputGuard<>(end.writer(), message);
            } else if (guards[i] instanceof End end) {
                all[i] = new InputGuard<>(end.reader());
            } else if (guards[i] instanceof Number seconds) {
                all[i] = new TimeoutGuard(time(seconds.doubleValue()));
            } else {
                all[i] = new SkipGuard();
            }
        }
        return select(mode, all, guards, messages, place);
    }

    private Object[] select(int mode, Guard[] all, Object[] guards, Object[] messages, Fairness place) throws InterruptedException {
        Alternation alternation = alternation(all);
        int chosen = -1;
        for (int i = 0; i < all.length; i++) {
            if (all[i] instanceof OutputGuard) {
                ((End) guards[i]).channel.sent((Message) messages[i]);
            }
        }
        try {
            Selection selection = mode == PRIORITY ? alternation.priSelect()
                    : mode == FAIR ? alternation.fairSelect(place) : alternation.altSelect();
            chosen = selection.index();
            Object message = selection.guard() instanceof InputGuard
                    ? received((Message) selection.message(), (End) guards[chosen]) : null;
            return new Object[] {chosen, message};
        } catch (RuntimeException e) {
            throw Failures.of(e, channels(guards));
        } finally {
            for (int i = 0; i < all.length; i++) {
                if (i != chosen && all[i] instanceof OutputGuard) {
                    ((End) guards[i]).channel.taken((Message) messages[i]);
                }
            }
        }
    }

    private static Alternation alternation(Guard[] guards) {
        try {
            return new Alternation(guards);
        } catch (IllegalArgumentException e) {
            throw Failures.of(e);
        }
    }

    private static PythonChannel[] channels(Object[] guards) {
        PythonChannel[] channels = new PythonChannel[guards.length];
        for (int i = 0; i < guards.length; i++) {
            channels[i] = guards[i] instanceof End end ? end.channel : null;
        }
        return channels;
    }

    private static Duration time(double seconds) {
        long nanos = Timeouts.nanos(Math.max(0, seconds));
        return Duration.ofNanos(nanos < 0 ? Long.MAX_VALUE : nanos);
    }
}
