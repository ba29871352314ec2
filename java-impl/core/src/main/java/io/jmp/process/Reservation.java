package io.jmp.process;

import io.jmp.parcel.Parcel;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What a spare is told: in one step, or first what its process is going to need, while the parent still pickles the rest.
 *
 * <p>It ends by {@link #start} or by {@link #run}, whichever comes first. Thread-safe.
 */
final class Reservation implements Runnable {

    /** A process and what it runs. */
    record Work(JvmProcess process, Parcel program) {}

    private final Parcel preparation;
    private final Consumer<Reservation> whenOver;
    /** Completed with null if there is nothing to do. */
    private final CompletableFuture<Work> work = new CompletableFuture<>();

    /**
     * @param preparation for {@link Interpreter#prepare}; null for none
     * @param whenOver is told of the end
     */
    Reservation(Parcel preparation, Consumer<Reservation> whenOver) {
        this.preparation = preparation;
        this.whenOver = whenOver;
    }

    /** One for a spare that is not needed. */
    static Reservation forNothing() {
        Reservation reservation = new Reservation(null, over -> { });
        reservation.run();
        return reservation;
    }

    /**
     * Lets the spare become a process.
     *
     * @throws IllegalStateException if it was released: the runtime is closed
     */
    void start(JvmProcess process, Parcel program) {
        whenOver.accept(this);
        if (!work.complete(new Work(process, program))) {
            throw new IllegalStateException("the runtime is closed");
        }
    }

    /** Lets the spare go; does nothing after {@link #start}. The parent does so at its end. */
    @Override
    public void run() {
        whenOver.accept(this);
        work.complete(null);
    }

    /** What the interpreter can do at once; null for nothing. */
    Parcel preparation() {
        return preparation;
    }

    /** Waits for the process; null if there is going to be none. */
    Work await() {
        return work.join();
    }
}
