package io.jmp.samples;

import io.jmp.Multiprocessing;
import io.jmp.Target;
import io.jmp.memory.SharedArray;
import io.jmp.memory.TypeCode;
import io.jmp.sync.ProcessEvent;

/** Java and Python use the same million numbers: nothing is copied. */
public final class SharedNumbers {

    private SharedNumbers() {}

    /** Prints what each saw of the other's numbers. */
    public static void main(String[] args) throws Exception {
        // tag::array[]
        try (Multiprocessing mp = Multiprocessing.create()) {
            SharedArray numbers = mp.newArray(TypeCode.DOUBLE, 1_000_000);
            for (int i = 0; i < numbers.length(); i++) {
                numbers.set(i, i * 0.5);
            }
            ProcessEvent done = mp.newEvent();
            mp.start(Target.source("""
                    def double_some(numbers, done):
                        for i in range(0, len(numbers), 1000):
                            numbers[i] *= 2
                        done.set()
                    """, "double_some"), numbers, done);
            done.await();
            System.out.println(numbers.getDouble(999_000) + " " + numbers.getDouble(999_001));
        }
        // end::array[]
    }
}
