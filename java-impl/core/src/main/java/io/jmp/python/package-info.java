/**
 * Internal: what the Python package calls.
 *
 * <p>Each feature package has a class {@code XxxCalls}: the functions that the Python package {@code multiprocessing}
 * reaches as {@code kernel.xxx.name(...)}. One object of each exists per interpreter. The rules are the same for all:
 *
 * <ul>
 *   <li>Public methods only, no overloads. Parameters and results are {@code boolean}, {@code int}, {@code long},
 *       {@code double}, {@code String}, {@code byte[]}, {@code java.nio.ByteBuffer} (results only: shared memory),
 *       {@code Object[]}, {@code null}, or objects of the kernel, which Python holds as opaque handles. A parameter of type
 *       {@code Object} also takes any Python object; it may be returned to the interpreter that it came from, and to no other.
 *   <li>A timeout is a {@code double} in seconds; a negative one means for ever, zero means do not wait.
 *   <li>A method that may block is marked {@link io.jmp.python.Blocking} and is interruptible.
 *   <li>An error that Python should see is a {@link io.jmp.python.PythonError}.
 * </ul>
 */
package io.jmp.python;
