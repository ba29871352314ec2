package io.jmp.graalpy;

import io.jmp.graalpy.interop.KernelBridge;
import io.jmp.graalpy.interop.Signals;
import io.jmp.parcel.Parcel;
import io.jmp.parcel.Pickles;
import io.jmp.process.Host;
import io.jmp.process.Interpreter;
import io.jmp.process.JvmProcess;
import io.jmp.process.ProcessTable;
import io.jmp.python.Kernel;
import io.jmp.python.Permissions;
import io.jmp.spi.HostSettings;
import io.jmp.spi.RuntimeBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/**
 * Runs Python programs on GraalPy, with the package {@code multiprocessing} of jmp.
 *
 * <p>One runtime has one main program and the processes that it starts; all of its interpreters share one engine, so code
 * that one has parsed costs the others nothing, as far as it is shared ({@link CodeCopies}). Each interpreter is made from the
 * same settings, so no process gains a permission that the main program lacks.
 */
public final class GraalPyRuntime implements AutoCloseable {

    /** The exit status that shells give to a command that a signal ended is this and the signal's number. */
    private static final int SIGNALLED = 128;
    private static final int INTERRUPTED = SIGNALLED + JvmProcess.SIGINT;

    private static final int MAIN_COPY = 0;

    private final Builder settings;
    private final Engine engine;
    private final ProcessTable processes;
    private final Signals signals;
    private final ShimModules shim = new ShimModules();
    private final CodeCopies copies = new CodeCopies(Runtime.getRuntime().availableProcessors());

    GraalPyRuntime(Builder settings) {
        this.settings = settings;
        this.engine = settings.engine != null
                ? settings.engine
                : Engine.newBuilder("python").allowExperimentalOptions(true)
                        .option("engine.WarnInterpreterOnly", "false")
                        .option("log.python.level", "SEVERE").build(); // a terminal is no place for GraalPy's own warnings
        this.signals = Signals.of(engine);
        this.processes = new ProcessTable(new GraalPyHost(), settings.startMethod(), settings.limits());
        processes.preload(settings.preload);
    }

    /** {@return a builder with the settings of a command: everything is allowed but access to Java by reflection} */
    public static Builder newBuilder() {
        return new Builder();
    }

    /** {@return the processes of this runtime} */
    public ProcessTable processes() {
        return processes;
    }

    ShimModules shim() {
        return shim;
    }

    CodeCopies copies() {
        return copies;
    }

    Kernel newKernel() {
        return new Kernel(processes, settings.permissions());
    }

    KernelBridge newBridge(Kernel kernel) {
        return new KernelBridge(kernel, signals);
    }

    Context newContext() {
        return newContext(Map.of());
    }

    private Context newContext(Map<String, String> further) {
        Context.Builder builder = settings.contextSettings.get();
        further.forEach(builder::option);
        if (settings.arguments.length > 0) {
            builder.arguments("python", settings.arguments);
        }
        settings.options.forEach(builder::option);
        Context context = builder.engine(engine).build();
        context.initialize("python");
        return context;
    }

    /**
     * Runs a program to its end on the calling thread: the main module, then what Python does at exit, which joins
     * processes that are not daemonic and terminates those that are.
     *
     * @param program the main module
     * @return the exit status
     */
    public int run(MainModule program) {
        processes.main().setMainModule(Objects.requireNonNull(program));
        Context context = newContext(settings.handleInterrupts
                ? Map.of("python.AllowSignalHandlers", "true", "python.InstallSignalHandlers", "true")
                : Map.of());
        if (settings.warmUp) {
            // Not earlier: both would boot at half the speed.
            processes.warmUp();
        }
        Kernel kernel = newKernel();
        JvmProcess process = processes.main();
        kernel.become(process);
        KernelBridge bridge = newBridge(kernel);
        Value functions = shim.install(context, kernel, bridge, MAIN_COPY);
        processes.mainBegins(new MainInterpreter(context, bridge));
        if (settings.handleInterrupts) {
            // By its whole name: an import of it is a warning for javadoc.
            sun.misc.Signal.handle(new sun.misc.Signal("INT"), signal -> interrupt());
        }
        int status;
        try {
            status = runMain(program, context, functions);
        } catch (CancellationException e) {
            status = process.wantedExitCode(); // os._exit, or a signal from inside of the JVM
            status = status < 0 ? SIGNALLED - status : status;
        }
        processes.mainEnds(status);
        return status;
    }

    private int runMain(MainModule program, Context context, Value functions) {
        int status = status(functions, () -> {
            functions.invokeMember("prepare_main", program.file());
            if (program.hasSource()) {
                context.eval(program.source(MAIN_COPY));
            } else {
                functions.invokeMember("run_module", program.moduleName(), "__main__");
            }
        }, 0);
        if (status == 1 && functions.invokeMember("ended_by_interrupt").asBoolean()) {
            status = INTERRUPTED;
        }
        return status(functions, () -> functions.invokeMember("finish"), status);
    }

    /** Runs a step of the main program; what it exits with, or the status so far. */
    private static int status(Value functions, Runnable step, int soFar) {
        try {
            step.run();
            return soFar;
        } catch (PolyglotException e) {
            if (e.isCancelled()) {
                throw new CancellationException();
            }
            return Uncaught.report(e, functions, INTERRUPTED);
        }
    }

    /**
     * Starts a function of a program as a process. Returns at once.
     *
     * @param program what defines the function; it is evaluated in the new process, as {@code __mp_main__}
     * @param function the function's name
     * @param arguments its arguments: null, booleans, numbers, strings, {@code byte[]}, collections, maps, and shared objects
     *     (queues, connections, locks, ...)
     * @return the process
     * @throws IllegalArgumentException if an argument cannot be pickled
     */
    public JvmProcess start(MainModule program, String function, Object... arguments) {
        Parcel request = Pickles.dumps(Map.of("function", function, "args", arguments));
        return processes.start(function, program, request);
    }

    /**
     * Makes the main interpreter for a program that the caller evaluates. The caller closes it; processes that the program
     * started, and did not wait for, go on until {@link #close()}.
     *
     * @return the interpreter as a context
     */
    public Context open() {
        Context context = newContext();
        Kernel kernel = newKernel();
        kernel.become(processes.main());
        shim.install(context, kernel, newBridge(kernel), MAIN_COPY);
        return context;
    }

    /** Ctrl-C: a KeyboardInterrupt in the main program and in every process. */
    public void interrupt() {
        processes.interruptAll();
    }

    /** Kills the processes that are left. */
    @Override
    public void close() {
        processes.close();
    }

    private final class GraalPyHost implements Host {
        @Override
        public String name() {
            return "graalpy";
        }

        @Override
        public Interpreter boot(List<String> modules) {
            return new GraalPyInterpreter(GraalPyRuntime.this, modules);
        }
    }

    /** The main program as something that can be interrupted. */
    private record MainInterpreter(Context context, KernelBridge bridge) implements Interpreter {
        @Override
        public int run(JvmProcess process, Parcel program) {
            throw new IllegalStateException("the main program is run by its runtime");
        }

        @Override
        public void cancel() {
            context.close(true);
        }

        @Override
        public void signal(int number) {
            bridge.signal(number);
        }

        @Override
        public void close() {
            context.close(true);
        }
    }

    /** Settings of a {@link GraalPyRuntime}. All are optional. */
    public static final class Builder extends RuntimeBuilder<Builder> {
        private Supplier<Context.Builder> contextSettings = ContextSettings::trusted;
        private final Map<String, String> options = new LinkedHashMap<>();
        private String[] arguments = {};
        private Engine engine;
        private List<String> preload = List.of();
        private boolean warmUp;
        private boolean handleInterrupts;

        private Builder() {
            super(Permissions.ALL);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /** The settings of a host, and those of the contexts that an embedder gives, or null. */
        Builder embedded(HostSettings settings, Supplier<Context.Builder> contexts) {
            Supplier<Context.Builder> base = contexts != null ? contexts
                    : settings.trusted() ? ContextSettings::trusted : () -> ContextSettings.lockedDown(settings.path());
            contextSettings = () -> ContextSettings.complete(base.get(), settings);
            return with(settings);
        }

        /**
         * The settings from which every interpreter is made; called once for each. Settings of your own also mean that the
         * package uses nothing of the system, until {@link #allowSockets} and {@link #allowSharedMemory}.
         *
         * @param newSettings makes the settings
         * @return this
         */
        public Builder contextSettings(Supplier<Context.Builder> newSettings) {
            contextSettings = Objects.requireNonNull(newSettings);
            return permissions(Permissions.NONE);
        }

        /**
         * The engine that all interpreters share; one with default settings if none is given.
         *
         * @param newEngine the engine
         * @return this
         */
        public Builder engine(Engine newEngine) {
            engine = newEngine;
            return this;
        }

        /**
         * {@code sys.argv}.
         *
         * @param newArguments the arguments, the name of the script first
         * @return this
         */
        public Builder arguments(String... newArguments) {
            arguments = newArguments.clone();
            return this;
        }

        /**
         * A further option of every context.
         *
         * @param key the option's name
         * @param value the value
         * @return this
         */
        public Builder option(String key, String value) {
            options.put(key, value);
            return this;
        }

        /**
         * Modules of the standard library that the program's processes are going to import: spares have them imported.
         *
         * @param modules names of modules
         * @return this
         */
        public Builder preload(List<String> modules) {
            preload = List.copyOf(modules);
            return this;
        }

        /**
         * Whether to boot spares when the main program begins: the program is going to start processes.
         *
         * @param early whether to
         * @return this
         */
        public Builder warmUp(boolean early) {
            warmUp = early;
            return this;
        }

        /**
         * Whether Ctrl-C on the terminal becomes a KeyboardInterrupt in all processes. For commands only.
         *
         * @param handle whether to
         * @return this
         */
        public Builder handleInterrupts(boolean handle) {
            handleInterrupts = handle;
            return this;
        }

        /** {@return a new runtime with these settings} */
        public GraalPyRuntime build() {
            return new GraalPyRuntime(this);
        }
    }
}
