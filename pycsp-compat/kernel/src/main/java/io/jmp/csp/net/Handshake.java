package io.jmp.csp.net;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How the two ends of a connection prove to each other that they have the same key: each answers the other's random challenge by
 * a keyed hash (HMAC-SHA256, RFC 2104) of its role and both challenges, so that an answer cannot be used in the other direction.
 * What follows is neither encrypted nor authenticated.
 */
final class Handshake {

    private static final byte[] MAGIC = "JMPCSP01".getBytes(StandardCharsets.US_ASCII);
    private static final int CHALLENGE = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Handshake() {}

    /**
     * Refuses to go without a key where others than this machine can listen.
     *
     * @throws IllegalArgumentException if there is no key and the address is not a loopback address, or if the key is empty
     */
    static void requireKey(InetAddress address, byte[] key) {
        if (key == null && !address.isLoopbackAddress()) {
            throw new IllegalArgumentException("an authentication key is needed, as " + address + " is not a loopback address");
        }
        if (key != null && key.length == 0) {
            throw new IllegalArgumentException("the authentication key is empty");
        }
    }

    /**
     * The host's side.
     *
     * @throws IOException if the other side is no client, or has not the key
     */
    static void asHost(DataInputStream in, DataOutputStream out, byte[] key) throws IOException {
        byte[] mine = challenge();
        out.write(MAGIC);
        out.writeBoolean(key != null);
        out.write(mine);
        out.flush();
        expectMagic(in);
        byte[] theirs = read(in);
        byte[] answer = read(in);
        boolean accepted = key == null || MessageDigest.isEqual(answer, answer(key, "client", mine, theirs));
        out.writeBoolean(accepted);
        if (accepted && key != null) {
            out.write(answer(key, "host", mine, theirs));
        }
        out.flush();
        if (!accepted) {
            throw new IOException("the client has another key");
        }
    }

    /**
     * The client's side.
     *
     * @throws ChannelConnectException if the host wants a key, has none, or has another one
     * @throws IOException if the other side is no host
     */
    static void asClient(DataInputStream in, DataOutputStream out, byte[] key) throws IOException {
        expectMagic(in);
        boolean keyed = in.readBoolean();
        if (keyed != (key != null)) {
            throw new ChannelConnectException(keyed ? "the host requires an authentication key" : "the host has no authentication key");
        }
        byte[] theirs = read(in);
        byte[] mine = challenge();
        out.write(MAGIC);
        out.write(mine);
        out.write(keyed ? answer(key, "client", theirs, mine) : new byte[CHALLENGE]);
        out.flush();
        boolean accepted = in.readBoolean();
        if (!accepted || keyed && !MessageDigest.isEqual(read(in), answer(key, "host", theirs, mine))) {
            throw new ChannelConnectException("the host has another authentication key");
        }
    }

    private static void expectMagic(DataInputStream in) throws IOException {
        byte[] magic = new byte[MAGIC.length];
        in.readFully(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new IOException("the other side does not speak this protocol");
        }
    }

    private static byte[] challenge() {
        byte[] bytes = new byte[CHALLENGE];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static byte[] read(DataInputStream in) throws IOException {
        byte[] bytes = new byte[CHALLENGE];
        in.readFully(bytes);
        return bytes;
    }

    private static byte[] answer(byte[] key, String role, byte[] hostChallenge, byte[] clientChallenge) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(role.getBytes(StandardCharsets.US_ASCII));
            mac.update(hostChallenge);
            return mac.doFinal(clientChallenge);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HmacSHA256", e);
        }
    }
}
