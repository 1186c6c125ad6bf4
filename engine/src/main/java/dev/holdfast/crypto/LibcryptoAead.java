package dev.holdfast.crypto;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;

/// The AEAD of OpenSSL's libcrypto, 3.0 or newer: 2.0 GB/s where the JDK's does 0.37 (a
/// Cascade Lake), 4.6 where it does 4.0 (an EPYC with AVX512-IFMA).
final class LibcryptoAead implements Aead {

    private static final int ENCRYPT = 1;
    private static final int DECRYPT = 0;

    private final MemorySegment cipher;

    private LibcryptoAead(MemorySegment cipher) {
        this.cipher = cipher;
    }

    /// Null where the library, the algorithm or the permission to call it is missing, or
    /// where it gets a known answer wrong.
    static @Nullable LibcryptoAead find() {
        try {
            var cipher = Libcrypto.fetch("ChaCha20-Poly1305");
            if (cipher.equals(MemorySegment.NULL)) return null;
            var aead = new LibcryptoAead(cipher);
            return aead.knowsItsAnswer() ? aead : null;
        } catch (Throwable notHere) {
            if (notHere instanceof VirtualMachineError grave) throw grave;
            return null;
        }
    }

    @Override
    public void seal(
            byte[] key,
            byte[] nonce,
            byte[] source,
            int offset,
            int length,
            byte[] target,
            int targetOffset) {
        var in = slice(source, offset, length);
        var out = slice(target, targetOffset, length + TAG_BYTES);
        var tag = out.asSlice(length);
        boolean done = run(ENCRYPT, key, nonce, in, out.asSlice(0, length), tag);
        if (!done) throw new IllegalStateException("libcrypto would not encrypt");
    }

    @Override
    public boolean open(
            byte[] key,
            byte[] nonce,
            byte[] sealed,
            int offset,
            int length,
            byte[] target,
            int targetOffset) {
        if (length < TAG_BYTES) return false;
        int plain = length - TAG_BYTES;
        var in = slice(sealed, offset, length);
        var out = slice(target, targetOffset, plain);
        boolean authentic =
                run(DECRYPT, key, nonce, in.asSlice(0, plain), out, in.asSlice(plain, TAG_BYTES));
        if (!authentic) Arrays.fill(target, targetOffset, targetOffset + plain, (byte) 0);
        return authentic;
    }

    /// One whole message through a context of its own. All calls together cost 0.4 µs beside
    /// the 14 to 32 µs of a segment, and nothing has to be shared, closed or locked.
    private boolean run(
            int direction,
            byte[] key,
            byte[] nonce,
            MemorySegment in,
            MemorySegment out,
            MemorySegment tag) {
        if (key.length != KEY_BYTES || nonce.length != NONCE_BYTES) {
            throw new IllegalArgumentException("a key has 32 bytes and a nonce 12");
        }
        var context = Libcrypto.newContext();
        if (context.equals(MemorySegment.NULL)) throw new OutOfMemoryError("libcrypto");
        try {
            return run(context, direction, key, nonce, in, out, tag);
        } finally {
            Libcrypto.free(context);
        }
    }

    private boolean run(
            MemorySegment context,
            int direction,
            byte[] key,
            byte[] nonce,
            MemorySegment in,
            MemorySegment out,
            MemorySegment tag) {
        var written = MemorySegment.ofArray(new int[1]);
        var keyBytes = MemorySegment.ofArray(key);
        var nonceBytes = MemorySegment.ofArray(nonce);
        var rest = MemorySegment.ofArray(new byte[TAG_BYTES]);
        boolean encrypts = direction == ENCRYPT;
        return Libcrypto.init(context, cipher, keyBytes, nonceBytes, direction)
                && (in.byteSize() == 0 || Libcrypto.update(context, out, written, in))
                && (encrypts || Libcrypto.control(context, Libcrypto.CTRL_SET_TAG, TAG_BYTES, tag))
                && Libcrypto.end(context, rest, written)
                && (!encrypts
                        || Libcrypto.control(context, Libcrypto.CTRL_GET_TAG, TAG_BYTES, tag));
    }

    /// The message of RFC 8439, section 2.8.2, without its associated data; and a forgery.
    private boolean knowsItsAnswer() {
        var key = new byte[KEY_BYTES];
        for (int i = 0; i < KEY_BYTES; i++) key[i] = (byte) (0x80 + i);
        var nonce = HexFormat.of().parseHex("070000004041424344454647");
        var message = Stanza.ascii("Ladies and Gentlemen of the class of '99: If I could offer "
                + "you only one tip for the future, sunscreen would be it.");
        var answer = HexFormat.of()
                .parseHex("d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
                        + "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
                        + "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
                        + "3ff4def08e4b7a9de576d26586cec64b61166a23a4681fd59456aea1d29f8247"
                        + "7216");
        var sealed = new byte[message.length + TAG_BYTES];
        seal(key, nonce, message, 0, message.length, sealed, 0);
        if (!Arrays.equals(sealed, answer)) return false;
        var opened = new byte[message.length];
        if (!open(key, nonce, sealed, 0, sealed.length, opened, 0)) return false;
        if (!Arrays.equals(opened, message)) return false;
        sealed[7] ^= 1;
        return !open(key, nonce, sealed, 0, sealed.length, opened, 0);
    }

    private static MemorySegment slice(byte[] bytes, int offset, int length) {
        return MemorySegment.ofArray(bytes).asSlice(offset, length);
    }
}
