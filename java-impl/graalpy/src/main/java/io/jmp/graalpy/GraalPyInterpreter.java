package io.jmp.graalpy;

import io.jmp.graalpy.interop.KernelBridge;
import io.jmp.parcel.Parcel;
import io.jmp.process.Interpreter;
import io.jmp.process.JvmProcess;
import io.jmp.python.Kernel;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/** A process of the start method {@code context}: one GraalPy context. */
final class GraalPyInterpreter implements Interpreter {

    private final Context context;
    private final Kernel kernel;
    private final KernelBridge bridge;
    private final Value functions;
    private volatile boolean cancelled;

    /** Boots; on the thread that is going to run it. */
    GraalPyInterpreter(GraalPyRuntime runtime, List<String> modules) {
        context = runtime.newContext();
        kernel = new Kernel(runtime.processes());
        bridge = new KernelBridge(kernel);
        functions = runtime.shim().install(context, kernel, bridge);
        functions.invokeMember("get_ready", String.join(" ", modules));
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
            Value child = functions.invokeMember("child", bridge.parcel(program));
            Value mainName = child.invokeMember("main_module");
            if (!mainName.isNull() && !mainName.asString().isEmpty()) {
                functions.invokeMember("run_module", mainName, "__mp_main__");
            } else if (!mainName.isNull() && main != null && main.source() != null) {
                context.eval(main.source());
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
    public void interrupt() {
        Interruption.of(context);
    }

    @Override
    public void close() {
        context.close(true);
    }
}
