/**
 * GraalPy as the host of {@link io.jmp.Multiprocessing}.
 *
 * <p>Programs use {@link io.jmp.graalpy.GraalPy}, when they make contexts with settings of their own; that it is on the class path is
 * enough otherwise. {@link io.jmp.graalpy.GraalPyRuntime} is the layer below, for those who run whole programs, as the command
 * {@code jmp} does.
 *
 * <p>A virtual file system of GraalPy, with the packages that the {@code graalpy-maven-plugin} puts into an application, comes in by
 * the settings: {@code GraalPy.with(() -> GraalPyResources.contextBuilder(virtualFileSystem))}. Every process sees it. Settings of your own
 * decide alone what is allowed: no permission of the host is added to them.
 *
 * <p>{@code HostCalls}, {@code NativeModules} and the package {@code interop} are internal.
 */
package io.jmp.graalpy;
