package io.jmp.graalpy;

import io.jmp.graalpy.interop.KernelBridge;
import io.jmp.parcel.Parcel;
import io.jmp.process.Interpreter;
import io.jmp.process.JvmProcess;
import io.jmp.python.Kernel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/** A process of the start method {@code context}: one GraalPy context. */
final class GraalPyInterpreter implements Interpreter {

    private final GraalPyRuntime runtime;
    private final int copy;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final Context context;
    private final Kernel kernel;
    private final KernelBridge bridge;
    private final Value functions;
    /** What {@link #prepare} has made, or why it has not; both null before. */
    private Value child;
    private PolyglotException failure;
    private volatile boolean cancelled;

    /** Boots; on the thread that is going to run it. */
    GraalPyInterpreter(GraalPyRuntime runtime, List<String> modules) {
        this.runtime = runtime;
        copy = runtime.copies().take();
        try {
            context = runtime.newContext();
            kernel = runtime.newKernel();
            bridge = runtime.newBridge(kernel);
            functions = runtime.shim().install(context, kernel, bridge, copy);
            functions.invokeMember("get_ready", String.join("\0", modules));
            parse((MainModule) runtime.processes().main().mainModule());
        } catch (Throwable e) {
            runtime.copies().release(copy);
            throw e;
        }
    }

    /** Lets the main module be found parsed by the process that needs it. */
    private void parse(MainModule main) {
        if (main != null && main.hasSource()) {
            try {
                main.parts().forEach(part -> context.parse(part.source(copy)));
            } catch (PolyglotException e) {
                // that process is going to report it
            }
        }
    }

    @Override
    public void prepare(Parcel preparation) {
        try {
            child = functions.invokeMember("child", bridge.parcel(preparation));
        } catch (PolyglotException e) {
            failure = e;
        }
    }

    @Override
    public int run(JvmProcess process, Parcel program) throws InterruptedException {
        kernel.become(process);
        try {
            int code = perform((MainModule) process.mainModule(), program);
            int after = ended(() -> functions.invokeMember("finish"));
            return code != 0 ? code : after;
        } catch (IllegalStateException e) {
            if (cancelled) {
                throw new InterruptedException();
            }
            throw e;
        }
    }

    private int perform(MainModule main, Parcel program) throws InterruptedException {
        try {
            if (failure != null) {
                return exitCode(failure);
            }
            if (child == null) {
                child = functions.invokeMember("child");
            }
            Value mainName = child.invokeMember("main_module", bridge.parcel(program));
            if (!mainName.isNull() && !mainName.asString().isEmpty()) {
                functions.invokeMember("run_module", mainName, "__mp_main__");
            } else if (!mainName.isNull() && main != null && main.hasSource()) {
                main.parts().forEach(part -> context.eval(part.source(copy)));
            }
            return child.invokeMember("run").asInt();
        } catch (PolyglotException e) {
            return exitCode(e);
        }
    }

    private int ended(Runnable step) throws InterruptedException {
        try {
            step.run();
            return 0;
        } catch (PolyglotException e) {
            return exitCode(e);
        }
    }

    /** What a process exits with whose main module or bootstrap did not return. */
    private int exitCode(PolyglotException e) throws InterruptedException {
        if (e.isCancelled() || cancelled) {
            throw new InterruptedException();
        }
        return Uncaught.report(e, functions, 1);
    }

    @Override
    public void cancel() {
        cancelled = true;
        context.close(true);
    }

    @Override
    public void signal(int number) {
        bridge.signal(number);
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            runtime.copies().release(copy);
        }
        context.close(true);
    }
}
