package io.jmp.jython;

import io.jmp.jython.interop.KernelBridge;
import io.jmp.jython.life.Lifeline;
import io.jmp.jython.life.StoppedException;
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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.python.core.Py;
import org.python.core.PyException;
import org.python.core.PyFile;
import org.python.core.PyList;
import org.python.core.PyObject;
import org.python.core.PyStringMap;
import org.python.core.PySystemState;
import org.python.core.PyType;
import org.python.core.__builtin__;
import org.python.core.imp;
import org.python.util.PythonInterpreter;

/**
 * Runs Python programs on Jython, with the package {@code multiprocessing} of jmp.
 *
 * <p>One runtime has one main program and the processes that it starts. A program that runs already, under Jython's own command or
 * in an embedder's interpreter, gets its runtime when it imports the package.
 */
public final class JythonRuntime implements AutoCloseable {

    /** The exit status that shells give to a command that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;

    /** The size of the buffer of a stream that hands over line by line. */
    private static final int LINES = 1;

    private final ProcessTable processes;
    private final PySystemState main;
    private final Builder settings;
    private Lifeline lifeline;

    private JythonRuntime(PySystemState main, Builder settings) {
        this.main = main;
        this.settings = settings;
        this.processes = new ProcessTable(new JythonHost(), settings.startMethod(), settings.limits());
    }

    /** {@return a builder with the settings of a command} */
    public static Builder newBuilder() {
        return new Builder();
    }

    /** Makes the runtime of a program that runs already: the calling interpreter is its main program. */
    static JythonRuntime attachTo(PySystemState sys) {
        JythonRuntime runtime = new JythonRuntime(sys, newBuilder());
        runtime.attach(false);
        runtime.processes.warmUp();
        runtime.finishAfter(Thread.currentThread());
        return runtime;
    }

    /** The calling interpreter is the main program from now on. */
    private void attach(boolean takesInterrupts) {
        Kernel kernel = newKernel();
        kernel.become(processes.main());
        lifeline = new Lifeline(main);
        Attachment.expect(new HostCalls(kernel, new KernelBridge(kernel, lifeline), takesInterrupts));
        processes.mainBegins(new MainInterpreter(lifeline));
    }

    /**
     * Jython's command returns when its program has come to its end, and does not call what the program has registered for that.
     * So a thread that keeps the JVM alive waits for the program's thread, and then does what CPython does.
     */
    private void finishAfter(Thread program) {
        if (!program.getName().equals("main") || program.isDaemon()) {
            return; // an embedder's
        }
        Thread thread = new Thread(() -> {
            try {
                program.join();
            } catch (InterruptedException e) {
                return;
            }
            Py.setSystemState(main);
            main.callExitFunc(); // the module threading joins its threads there
            processes.close();
        }, "jmp-exit");
        thread.start();
    }

    /** {@return the processes of this runtime} */
    public ProcessTable processes() {
        return processes;
    }

    Kernel newKernel() {
        return new Kernel(processes, settings.permissions());
    }

    /** What makes a new interpreter: its modules, path, streams and working directory are its own. */
    PySystemState newSystemState() {
        PySystemState sys = new PySystemState();
        sys.setBuiltins(newBuiltins());
        sys.setClassLoader(main.getClassLoader());
        sys.executable = main.executable;
        PyList path = main.path;
        for (Object entry : path.toArray()) {
            if (!sys.path.contains(entry)) {
                sys.path.add(entry);
            }
        }
        settings.streams.accept(sys);
        return sys;
    }

    /** Jython's own would be the same for all interpreters, with what each adds to it. */
    private static PyStringMap newBuiltins() {
        PyStringMap builtins = new PyStringMap();
        __builtin__.fillWithBuiltins(builtins);
        PyObject exceptions = imp.importName("exceptions", false);
        for (PyObject name : exceptions.__dir__().asIterable()) {
            PyObject value = exceptions.__findattr__(name.toString());
            if (value instanceof PyType type && type.isSubType((PyType) Py.BaseException)) {
                builtins.__setitem__(name, value);
            }
        }
        return builtins;
    }

    /**
     * Runs a program to its end on the calling thread: the main module, then what Python does at exit, which joins processes that are
     * not daemonic and terminates those that are.
     *
     * @param program the main module
     * @return the exit status
     */
    public int run(MainModule program) {
        processes.main().setMainModule(Objects.requireNonNull(program));
        Py.setSystemState(main);
        attach(true);
        PythonInterpreter python = new PythonInterpreter(null, main);
        if (settings.warmUp) {
            // Not earlier: both would boot at half the speed.
            processes.warmUp();
        }
        PyObject functions = Attachment.host();
        Attachment.expect(null);
        int status;
        try {
            status = status(functions, () -> {
                functions.invoke("prepare_main", program.file() == null ? Py.None : Py.fileSystemEncode(program.file()));
                if (program.hasSource()) {
                    Py.runCode(program.code(), python.getLocals(), python.getLocals());
                } else {
                    functions.invoke("run_module", Py.fileSystemEncode(program.moduleName()), Py.newString("__main__"));
                }
            }, 0);
            if (status == 1 && functions.invoke("ended_by_interrupt").__nonzero__()) {
                status = INTERRUPTED;
            }
            status = status(functions, () -> functions.invoke("finish"), status);
        } catch (StoppedException e) {
            status = processes.main().wantedExitCode(); // os._exit
        }
        processes.mainEnds(status);
        return status;
    }

    /** Runs a step of the main program; what it exits with, or the status so far. */
    private int status(PyObject functions, Runnable step, int soFar) {
        try {
            step.run();
            return soFar;
        } catch (PyException e) {
            if (lifeline.isStopped()) {
                throw new StoppedException();
            }
            return Attachment.report(functions, e);
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

    /** Ctrl-C: a KeyboardInterrupt in the main program and in every process. */
    public void interrupt() {
        processes.interruptAll();
    }

    /** Kills the processes that are left. */
    @Override
    public void close() {
        processes.close();
    }

    private final class JythonHost implements Host {
        @Override
        public String name() {
            return "jython";
        }

        @Override
        public Interpreter boot(List<String> modules) {
            return new JythonInterpreter(JythonRuntime.this, modules);
        }
    }

    /** The main program as something that can be interrupted. */
    private record MainInterpreter(Lifeline lifeline) implements Interpreter {
        @Override
        public int run(JvmProcess process, Parcel program) {
            throw new IllegalStateException("the main program is run by its runtime");
        }

        @Override
        public void cancel() {
            lifeline.stop(1, TimeUnit.SECONDS);
        }

        @Override
        public void signal(int number) {
            lifeline.signal(number);
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    /** Settings of a {@link JythonRuntime}. All are optional. Jython has one registry for the JVM: the first that is given counts. */
    public static final class Builder extends RuntimeBuilder<Builder> {
        private Properties registry = System.getProperties();
        private List<String> arguments = List.of("");
        private List<String> warnings = List.of();
        private String executable;
        private List<Path> path = List.of();
        private Consumer<PySystemState> streams = sys -> { };
        private boolean warmUp;

        private Builder() {
            super(Permissions.ALL);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /** The settings of a host. */
        Builder embedded(HostSettings host) {
            path = host.path();
            streams = sys -> setStreams(sys, host);
            return with(host);
        }

        private static void setStreams(PySystemState sys, HostSettings host) {
            if (host.in() != null) {
                sys.stdin = sys.__stdin__ = new PyFile(host.in(), "<stdin>", "r", LINES, false);
            }
            if (host.out() != null) {
                sys.stdout = sys.__stdout__ = new PyFile(host.out(), "<stdout>", "w", LINES, false);
            }
            if (host.err() != null) {
                sys.stderr = sys.__stderr__ = new PyFile(host.err(), "<stderr>", "w", 0, false);
            }
        }

        /**
         * Jython's registry.
         *
         * @param newRegistry its properties; those of the system if none are given
         * @return this
         */
        public Builder registry(Properties newRegistry) {
            registry = Objects.requireNonNull(newRegistry);
            return this;
        }

        /**
         * {@code sys.argv}.
         *
         * @param newArguments the arguments, the name of the script first
         * @return this
         */
        public Builder arguments(List<String> newArguments) {
            arguments = List.copyOf(newArguments);
            return this;
        }

        /**
         * {@code sys.warnoptions}.
         *
         * @param options as they stand after {@code -W}
         * @return this
         */
        public Builder warnings(List<String> options) {
            warnings = List.copyOf(options);
            return this;
        }

        /**
         * {@code sys.executable}.
         *
         * @param path the path of a program that takes the arguments of {@code python}; null for Jython's own guess
         * @return this
         */
        public Builder executable(String path) {
            executable = path;
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

        /** {@return a new runtime with these settings, whose main program is the interpreter of the calling thread} */
        public JythonRuntime build() {
            PySystemState.initialize(registry, null);
            return new JythonRuntime(prepared(Py.getSystemState()), this);
        }

        /** A runtime without a main program: several of them may be in one JVM. */
        JythonRuntime buildWithoutMain() {
            PySystemState.initialize(registry, null);
            return new JythonRuntime(prepared(new PySystemState()), this);
        }

        private PySystemState prepared(PySystemState sys) {
            sys.argv.clear();
            arguments.forEach(argument -> sys.argv.append(Py.fileSystemEncode(argument)));
            warnings.forEach(option -> sys.warnoptions.append(Py.fileSystemEncode(option)));
            if (executable != null) {
                sys.executable = Py.fileSystemEncode(executable);
            }
            path.forEach(entry -> sys.path.append(Py.fileSystemEncode(entry.toAbsolutePath().toString())));
            return sys;
        }
    }
}
