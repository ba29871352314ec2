package io.jmp.net;

import io.jmp.python.PythonError;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;

/** Keyed hashes (RFC 2104) by the names of Python's {@code hashlib}. Unlike Java's own, they take an empty key. Stateless. */
final class Hmac {

    private record Algorithm(String name, int blockSize) {}

    private static final Map<String, Algorithm> ALGORITHMS = Map.of(
            "md5", new Algorithm("MD5", 64),
            "sha256", new Algorithm("SHA-256", 64),
            "sha384", new Algorithm("SHA-384", 128),
            "sha3_256", new Algorithm("SHA3-256", 136),
            "sha3_384", new Algorithm("SHA3-384", 104));

    private Hmac() {}

    /**
     * The keyed hash of a message.
     *
     * @throws PythonError {@code ValueError} if the digest is not known here
     */
    static byte[] of(String digest, byte[] key, byte[] message) {
        Algorithm algorithm = ALGORITHMS.get(digest);
        if (algorithm == null) {
            throw unsupported(digest);
        }
        try {
            MessageDigest hash = MessageDigest.getInstance(algorithm.name);
            byte[] block = Arrays.copyOf(key.length > algorithm.blockSize ? hash.digest(key) : key, algorithm.blockSize);
            hash.update(xor(block, 0x36));
            byte[] inner = hash.digest(message);
            hash.update(xor(block, 0x5c));
            return hash.digest(inner);
        } catch (NoSuchAlgorithmException e) {
            throw unsupported(digest);
        }
    }

    private static PythonError unsupported(String digest) {
        return new PythonError("ValueError", "unsupported hash type " + digest);
    }

    private static byte[] xor(byte[] bytes, int pad) {
        byte[] result = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            result[i] = (byte) (bytes[i] ^ pad);
        }
        return result;
    }
}
