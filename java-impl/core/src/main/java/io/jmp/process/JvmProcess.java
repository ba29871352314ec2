package io.jmp.process;
/** One process of this JVM (to be filled in). */
public final class JvmProcess { private final long pid; private volatile String name; public JvmProcess(long pid, String name){this.pid=pid;this.name=name;} public long pid(){return pid;} public String name(){return name;} }
