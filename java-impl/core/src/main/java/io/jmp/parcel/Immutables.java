package io.jmp.parcel;

/**
 * Values that need no copy: they cannot change, can always be pickled, and nobody can tell them from what their pickles make.
 * Between Java processes they travel as they are, which saves the pickle.
 */
final class Immutables {

    private Immutables() {}

    /** A parcel with the value, or null if it has to be pickled now. */
    static Parcel parcel(Object value) {
        if (value instanceof Integer number) {
            return new Parcel(number, size(number));
        } else if (value instanceof String text) {
            int bytes = utf8(text);
            // Its pickle has no room for half a surrogate pair.
            return bytes < 0 ? null : new Parcel(text, 10 + bytes);
        } else if (value instanceof Long number) {
            return parcel(number.longValue());
        } else if (value instanceof Double number) {
            return new Parcel(number, 12);
        } else if (value instanceof Boolean bool) {
            return new Parcel(bool, 4);
        } else if (value instanceof Float number) {
            return new Parcel((Object) number.doubleValue(), 12);
        } else if (value instanceof Short || value instanceof Byte) {
            return parcel(((Number) value).longValue());
        }
        return null;
    }

    /** As the table of conversions has it: what fits is an Integer. */
    private static Parcel parcel(long number) {
        if (number == (int) number) {
            return new Parcel((Object) (int) number, size((int) number));
        }
        int bits = Long.SIZE - Long.numberOfLeadingZeros(number < 0 ? ~number : number);
        return new Parcel((Object) number, 8 + bits / 8);
    }

    private static int size(int number) {
        return number < 0 || number > 0xffff ? 8 : number > 0xff ? 6 : 5;
    }

    /** The bytes of a text in UTF-8; negative if half a pair of surrogates is in it, or if they are too many for an int. */
    private static int utf8(String text) {
        int length = text.length();
        int bytes = length;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                continue;
            } else if (c < 0x800) {
                bytes++;
            } else if (!Character.isSurrogate(c)) {
                bytes += 2;
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 2; // four for two
                i++;
            } else {
                return -1;
            }
            if (bytes > Integer.MAX_VALUE - 64) {
                return -1;
            }
        }
        return bytes;
    }
}
