package io.jmp.pycsp;

import io.jmp.csp.process.CspProcess;
import io.jmp.parcel.Shared;

/** The main thread of a process's interpreter, as a member of the network of those who started it. */
public final class Member implements Shared {

    private final CspProcess process;

    Member(String name) {
        process = CspProcess.child(name);
    }

    CspProcess process() {
        return process;
    }

    @Override
    public String rebuilder() {
        return "pycsp.parallel.multiprocess._rebuild_member";
    }
}
