package io.jmp.process;

import io.jmp.Crew;
import org.junit.jupiter.api.AfterEach;

/** A table of processes and a crew of threads for each test, which are gone after it. */
abstract class WithChildren {

    final Crew crew = new Crew();
    final Children children = new Children();
    final Children.FakeHost host = children.host;
    final ProcessTable table = children.table;

    @AfterEach
    void dismiss() {
        crew.close();
        children.close();
    }
}
