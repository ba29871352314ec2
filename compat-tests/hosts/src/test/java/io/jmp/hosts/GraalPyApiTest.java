package io.jmp.hosts;

import io.jmp.Multiprocessing;
import io.jmp.MultiprocessingBuilder;

class GraalPyApiTest extends JavaApi {

    @Override
    MultiprocessingBuilder builder() {
        return Multiprocessing.newBuilder().host("graalpy");
    }
}
