package io.jmp.hosts;

import io.jmp.Multiprocessing;
import io.jmp.MultiprocessingBuilder;

class JythonApiTest extends JavaApi {

    @Override
    MultiprocessingBuilder builder() {
        return Multiprocessing.newBuilder().host("jython").trusted();
    }
}
