package io.jmp.jython.interop;

import net.razorvine.pickle.Opcodes;

/**
 * Goes through the opcodes of a pickle, whose bytes are characters, as in a {@code str} of Python 2. The opcodes are those of the module
 * {@code pickletools} of CPython.
 */
final class PickleScanner {

    private final String pickle;
    private int opcode;
    private int begin;
    private int argument;
    private int end;

    PickleScanner(String pickle) {
        this.pickle = pickle;
    }

    /**
     * Goes to the next opcode.
     *
     * @return false if there is none, or what follows is cut off or unknown
     */
    boolean next() {
        begin = end;
        if (begin >= pickle.length()) {
            return false;
        }
        opcode = pickle.charAt(begin);
        argument = begin + 1;
        switch (opcode) {
            case Opcodes.BININT1, Opcodes.BINGET, Opcodes.BINPUT, Opcodes.PROTO, Opcodes.EXT1 -> end = argument + 1;
            case Opcodes.BININT2, Opcodes.EXT2 -> end = argument + 2;
            case Opcodes.BININT, Opcodes.LONG_BINGET, Opcodes.LONG_BINPUT, Opcodes.EXT4 -> end = argument + 4;
            case Opcodes.BINFLOAT, Opcodes.FRAME -> end = argument + 8;
            case Opcodes.SHORT_BINSTRING, Opcodes.SHORT_BINBYTES, Opcodes.SHORT_BINUNICODE, Opcodes.LONG1 -> counted(1);
            case Opcodes.BINSTRING, Opcodes.BINBYTES, Opcodes.BINUNICODE, Opcodes.LONG4 -> counted(4);
            case Opcodes.BINBYTES8, Opcodes.BINUNICODE8, Opcodes.BYTEARRAY8 -> counted(8);
            case Opcodes.INT, Opcodes.LONG, Opcodes.FLOAT, Opcodes.STRING, Opcodes.UNICODE, Opcodes.PUT, Opcodes.GET, Opcodes.PERSID ->
                    end = lineAfter(argument);
            case Opcodes.GLOBAL, Opcodes.INST -> end = lineAfter(lineAfter(argument));
            default -> end = argument;
        }
        return end > begin && end <= pickle.length();
    }

    private void counted(int size) {
        if (argument + size > pickle.length()) {
            end = begin;
            return;
        }
        long length = number(size);
        argument += size;
        end = length < 0 || length > pickle.length() - argument ? begin : argument + (int) length;
    }

    private int lineAfter(int from) {
        int newline = from <= begin ? -1 : pickle.indexOf('\n', from);
        return newline < 0 ? begin : newline + 1;
    }

    private long number(int size) {
        long number = 0;
        for (int i = size - 1; i >= 0; i--) {
            number = number << 8 | pickle.charAt(argument + i);
        }
        return number;
    }

    /** The opcode. */
    int opcode() {
        return opcode;
    }

    /** Where the opcode is. */
    int begin() {
        return begin;
    }

    /** Where the next opcode is. */
    int end() {
        return end;
    }

    /** The opcode's argument, without its length. */
    String argument() {
        return pickle.substring(argument, end);
    }

    /** The opcode's argument as a number without a sign. */
    int index() {
        return (int) number(end - argument);
    }

    /** Whether all of the opcode's argument is ASCII. */
    boolean isAscii() {
        for (int i = argument; i < end; i++) {
            if (pickle.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
