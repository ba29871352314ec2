package io.jmp.csp;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.function.Consumer;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The model checker finds what it is there to find: the kernel with one method broken fails, and as it is, it does not. */
class MutantTest {

    private static final int INTERLEAVINGS = 40;

    /** A choice between two readers, of whom each takes what is there at once, and nothing otherwise. */
    private static void choiceOfTwo() {
        Channel<Integer> a = Channel.rendezvous();
        Channel<Integer> b = Channel.rendezvous();
        ChannelReader<Integer> inA = a.reader();
        ChannelReader<Integer> inB = b.reader();
        Alternation choice = new Alternation(new OutputGuard<>(a.writer(), 1), new OutputGuard<>(b.writer(), 2));
        Object[] got = new Object[3];
        Thread[] threads = {
            new Thread(() -> got[0] = message(new Alternation(new InputGuard<>(inA), new SkipGuard()))),
            new Thread(() -> got[1] = message(new Alternation(new InputGuard<>(inB), new SkipGuard()))),
            new Thread(() -> got[2] = message(choice))
        };
        for (Thread thread : threads) {
            thread.start();
        }
        try {
            threads[0].join();
            threads[1].join();
            if (got[0] == null && got[1] == null) {
                got[0] = inA.read();    // so that the choice does not wait for ever
            }
            threads[2].join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (got[0] != null && got[1] != null) {
            throw new AssertionError("the choice has gone both ways");
        }
    }

    /** A reader that poison releases, whether it waits by then or not. */
    private static void poisonOfAReader() {
        Channel<Integer> a = Channel.rendezvous();
        ChannelReader<Integer> in = a.reader();
        ChannelWriter<Integer> out = a.writer();
        Thread reader = new Thread(() -> {
            try {
                in.read();
            } catch (ChannelPoisonException | InterruptedException e) {
                // released
            }
        });
        reader.start();
        out.poison();
        try {
            reader.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object message(Alternation alternation) {
        try {
            return alternation.priSelect().message();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Which method is broken; null for none. Read by the broken methods themselves. */
    static String broken;

    /**
     * Defines the classes with methods that can be broken, before they are used for the first time: each class of tests has a JVM of
     * its own.
     */
    @BeforeAll
    static void makeMutants() throws Exception {
        defineWithMutant("Request", "choose");
        defineWithMutant("OfferQueue", "fail");
    }

    private static void defineWithMutant(String owner, String method) throws Exception {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        boolean[] found = {false};
        try (InputStream in = Channel.class.getResourceAsStream(owner + ".class")) {
            new ClassReader(in).accept(new ClassVisitor(Opcodes.ASM9, writer) {
                @Override
                public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                    MethodVisitor out = super.visitMethod(access, name, descriptor, signature, exceptions);
                    found[0] |= name.equals(method);
                    return name.equals(method) ? mutant(name, out) : out;
                }
            }, 0);
        }
        assertTrue(found[0], owner + " has no such method any more: " + method);
        MethodHandles.lookup().defineClass(writer.toByteArray());
    }

    /** A method that does something else when it is broken. */
    private static MethodVisitor mutant(String name, MethodVisitor out) {
        return new MethodVisitor(Opcodes.ASM9, out) {
            @Override
            public void visitCode() {
                super.visitCode();
                Label whole = new Label();
                visitLdcInsn(name);
                visitFieldInsn(Opcodes.GETSTATIC, "io/jmp/csp/MutantTest", "broken", "Ljava/lang/String;");
                visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/String", "equals", "(Ljava/lang/Object;)Z", false);
                visitJumpInsn(Opcodes.IFEQ, whole);
                MUTANTS.get(name).accept(this);
                visitLabel(whole);
                visitFrame(Opcodes.F_SAME, 0, null, 0, null);
            }
        };
    }

    private static final Map<String, Consumer<MethodVisitor>> MUTANTS = Map.of(
            // does not compare before it sets
            "choose", out -> {
                out.visitVarInsn(Opcodes.ALOAD, 0);
                out.visitVarInsn(Opcodes.ALOAD, 1);
                out.visitFieldInsn(Opcodes.PUTFIELD, "io/jmp/csp/Request", "chosen", "Lio/jmp/csp/Offer;");
                out.visitInsn(Opcodes.ICONST_1);
                out.visitInsn(Opcodes.IRETURN);
            },
            // releases nobody
            "fail", out -> out.visitInsn(Opcodes.RETURN));

    private static void check(String mutant) {
        broken = mutant;
        Lincheck.runConcurrentTest(INTERLEAVINGS, MutantTest::choiceOfTwo);
        Lincheck.runConcurrentTest(INTERLEAVINGS, MutantTest::poisonOfAReader);
    }

    @Test
    void theKernelAsItIsPasses() {
        check(null);
    }

    @Test
    void aChoiceThatCommitsTwiceIsFound() {
        assertThrows(LincheckAssertionError.class, () -> check("choose"));
    }

    @Test
    void aLostWakeUpIsFound() {
        assertThrows(LincheckAssertionError.class, () -> check("fail"));
    }
}
