package io.jmp.jython.interop;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.razorvine.pickle.Opcodes;
import org.python.core.util.StringUtil;

/**
 * Pickles of Python 2 for readers of Python 3, and of Python 3 for Jython's reader.
 *
 * <p>The {@code str} of Python 2 is text and bytes. A reader of Python 3 takes it for text in ASCII, so what is not ASCII is written as
 * Python 3 writes its {@code bytes} by protocol 2: as {@code _codecs.encode(u'...', 'latin1')}, which all of them read.
 */
final class PickleDialects {

    private static final String ENCODE = "c_codecs\nencode\n";
    private static final String LATIN1 = "X\6\0\0\0latin1";

    /** Modules whose names or members are others in Python 2; and so are those of modules with an underscore. */
    private static final Set<String> RENAMED = Set.of("builtins", "copyreg", "queue", "collections.abc", "itertools", "functools");

    private PickleDialects() {}

    /** A pickle of protocol 2 as it is, or with what Python 3 reads in the place of each {@code str} that is not ASCII. */
    static String portable(String pickle) {
        StringBuilder out = null;
        int copied = 0;
        PickleScanner scanner = new PickleScanner(pickle);
        while (scanner.next()) {
            if ((scanner.opcode() == Opcodes.SHORT_BINSTRING || scanner.opcode() == Opcodes.BINSTRING) && !scanner.isAscii()) {
                if (out == null) {
                    out = new StringBuilder(pickle.length() * 2);
                }
                out.append(pickle, copied, scanner.begin());
                String text = StringUtil.fromBytes(scanner.argument().getBytes(StandardCharsets.UTF_8));
                out.append(ENCODE);
                counted(out, Opcodes.BINUNICODE, text);
                out.append(LATIN1).append((char) Opcodes.TUPLE2).append((char) Opcodes.REDUCE);
                copied = scanner.end();
            }
        }
        return out == null ? pickle : out.append(pickle, copied, pickle.length()).toString();
    }

    private static void counted(StringBuilder out, int opcode, String argument) {
        number(out.append((char) opcode), argument.length()).append(argument);
    }

    private static StringBuilder number(StringBuilder out, int number) {
        for (int shift = 0; shift < 32; shift += 8) {
            out.append((char) (number >>> shift & 0xff));
        }
        return out;
    }

    /** A pickle of protocols 3 to 5 by protocol 2; null if it has what cannot be written so, or is broken. */
    static String forPython2(String pickle) {
        return new Translation(pickle).translate();
    }

    private static final class Translation {
        private final String pickle;
        private final PickleScanner scanner;
        private final StringBuilder out;
        /** The texts in the memo; null for other things. */
        private final List<String> memo = new ArrayList<>();
        /** The uppermost things of the stack as far as they are texts, and nothing else came since. */
        private final List<String> texts = new ArrayList<>();
        private boolean isPut;

        Translation(String pickle) {
            this.pickle = pickle;
            scanner = new PickleScanner(pickle);
            out = new StringBuilder(pickle.length() + 16);
        }

        String translate() {
            while (scanner.next()) {
                if (!step()) {
                    return null;
                }
                if (scanner.opcode() == Opcodes.STOP) {
                    return out.toString();
                }
            }
            return null;
        }

        private boolean step() {
            switch (scanner.opcode()) {
                case Opcodes.PROTO -> out.append((char) Opcodes.PROTO).append('\2');
                case Opcodes.FRAME -> { }
                case Opcodes.SHORT_BINBYTES -> bytes((char) Opcodes.SHORT_BINSTRING);
                case Opcodes.BINBYTES -> bytes((char) Opcodes.BINSTRING);
                case Opcodes.SHORT_BINUNICODE, Opcodes.BINUNICODE -> {
                    counted(out, Opcodes.BINUNICODE, scanner.argument());
                    texts.add(scanner.argument());
                }
                case Opcodes.MEMOIZE -> memoize();
                case Opcodes.BINGET, Opcodes.LONG_BINGET -> get();
                case Opcodes.STACK_GLOBAL -> {
                    return global();
                }
                case Opcodes.BINPUT, Opcodes.LONG_BINPUT -> {
                    isPut = true;
                    copy();
                }
                case Opcodes.BINBYTES8, Opcodes.BINUNICODE8, Opcodes.EMPTY_SET, Opcodes.ADDITEMS, Opcodes.FROZENSET, Opcodes.NEWOBJ_EX,
                        Opcodes.BYTEARRAY8, Opcodes.NEXT_BUFFER, Opcodes.READONLY_BUFFER, Opcodes.GLOBAL, Opcodes.INST -> {
                    return false;
                }
                default -> copy();
            }
            return !isPut || memo.isEmpty();
        }

        private void copy() {
            out.append(pickle, scanner.begin(), scanner.end());
            if (scanner.opcode() != Opcodes.BINPUT && scanner.opcode() != Opcodes.LONG_BINPUT) {
                texts.clear();
            }
        }

        private void bytes(char opcode) {
            out.append(opcode).append(pickle, scanner.begin() + 1, scanner.end());
            texts.clear();
        }

        private void memoize() {
            int index = memo.size();
            memo.add(texts.isEmpty() ? null : texts.get(texts.size() - 1));
            if (index < 256) {
                out.append((char) Opcodes.BINPUT).append((char) index);
            } else {
                number(out.append((char) Opcodes.LONG_BINPUT), index);
            }
        }

        private void get() {
            int index = scanner.index();
            String text = index >= 0 && index < memo.size() ? memo.get(index) : null;
            copy();
            if (text != null) {
                texts.add(text);
            }
        }

        /** A class or a function, by its module and its name, which are on the stack. */
        private boolean global() {
            int size = texts.size();
            if (size < 2) {
                return false;
            }
            String module = texts.get(size - 2);
            String name = texts.get(size - 1);
            boolean isRenamed = RENAMED.contains(module) || module.startsWith("_") && !module.startsWith("__");
            if (isRenamed || name.contains(".") || name.contains("\n") || module.contains("\n")) {
                return false;
            }
            out.append((char) Opcodes.POP).append((char) Opcodes.POP).append((char) Opcodes.GLOBAL)
                    .append(module).append('\n').append(name).append('\n');
            texts.clear();
            return true;
        }
    }
}
