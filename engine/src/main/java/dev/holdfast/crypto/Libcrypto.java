package dev.holdfast.crypto;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The functions of OpenSSL 3's libcrypto that age needs, out of openssl/evp.h, and SHA-256
/// out of openssl/sha.h; those for curves are in [LibcryptoKey].
///
/// All but scrypt go through one native stub that takes pointers, and integers as the
/// addresses they would be: each further shape would cost some 13 classes at every start
/// (docs/design/0004-jvm.md). It takes Java arrays as they lie and keeps the collector
/// waiting meanwhile: for 64 KiB, 14 to 32 µs. Loading this class loads the library; if that
/// is not there, it throws.
final class Libcrypto {

    static final int CTRL_GET_TAG = 0x10;
    static final int CTRL_SET_TAG = 0x11;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    private static final MemorySegment NULL = MemorySegment.NULL;
    private static final SymbolLookup LIBRARY =
            SymbolLookup.libraryLookup("libcrypto.so.3", Arena.global());

    private static final MethodHandle STUB = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.of(
                            LONG, POINTER, POINTER, POINTER, POINTER, POINTER, POINTER),
                    Linker.Option.critical(true));

    private static final MemorySegment FETCH = LIBRARY.findOrThrow("EVP_CIPHER_fetch");
    private static final MemorySegment CTX_NEW = LIBRARY.findOrThrow("EVP_CIPHER_CTX_new");
    private static final MemorySegment CTX_FREE = LIBRARY.findOrThrow("EVP_CIPHER_CTX_free");
    private static final MemorySegment INIT = LIBRARY.findOrThrow("EVP_CipherInit_ex2");
    private static final MemorySegment UPDATE = LIBRARY.findOrThrow("EVP_CipherUpdate");
    private static final MemorySegment FINAL = LIBRARY.findOrThrow("EVP_CipherFinal_ex");
    private static final MemorySegment CTRL = LIBRARY.findOrThrow("EVP_CIPHER_CTX_ctrl");
    private static final MemorySegment SHA256_INIT = LIBRARY.findOrThrow("SHA256_Init");
    private static final MemorySegment SHA256_UPDATE = LIBRARY.findOrThrow("SHA256_Update");
    private static final MemorySegment SHA256_FINAL = LIBRARY.findOrThrow("SHA256_Final");

    private Libcrypto() {}

    /// A function of the library.
    static MemorySegment find(String function) {
        return LIBRARY.findOrThrow(function);
    }

    /// EVP_CIPHER *(OSSL_LIB_CTX *, const char *algorithm, const char *properties): an
    /// algorithm that lives as long as the process. NULL where a policy (FIPS) forbids it.
    static MemorySegment fetch(String algorithm) {
        try (var arena = Arena.ofConfined()) {
            var name = arena.allocateFrom(algorithm);
            return MemorySegment.ofAddress(call(FETCH, NULL, name, NULL, NULL, NULL, NULL));
        }
    }

    /// EVP_CIPHER_CTX *(void)
    static MemorySegment newContext() {
        return MemorySegment.ofAddress(call(CTX_NEW, NULL, NULL, NULL, NULL, NULL, NULL));
    }

    /// void (EVP_CIPHER_CTX *): wipes the key schedule, then frees.
    static void free(MemorySegment context) {
        call(CTX_FREE, context, NULL, NULL, NULL, NULL, NULL);
    }

    /// int (EVP_CIPHER_CTX *, const EVP_CIPHER *, const u8 *key, const u8 *iv, int encrypt,
    /// const OSSL_PARAM *)
    static boolean init(
            MemorySegment context,
            MemorySegment cipher,
            MemorySegment key,
            MemorySegment nonce,
            int encrypt) {
        return isOk(call(INIT, context, cipher, key, nonce, word(encrypt), NULL));
    }

    /// int (EVP_CIPHER_CTX *, u8 *out, int *outLength, const u8 *in, int length)
    static boolean update(
            MemorySegment context, MemorySegment out, MemorySegment written, MemorySegment in) {
        return isOk(call(UPDATE, context, out, written, in, word(in.byteSize()), NULL));
    }

    /// int (EVP_CIPHER_CTX *, u8 *out, int *outLength); false means: the tag is wrong.
    static boolean end(MemorySegment context, MemorySegment out, MemorySegment written) {
        return isOk(call(FINAL, context, out, written, NULL, NULL, NULL));
    }

    /// int (EVP_CIPHER_CTX *, int type, int argument, void *pointer)
    static boolean control(MemorySegment context, int type, int argument, MemorySegment pointer) {
        return isOk(call(CTRL, context, word(type), word(argument), pointer, NULL, NULL));
    }

    /// int (SHA256_CTX *)
    static void sha256Begin(MemorySegment state) {
        require(call(SHA256_INIT, state, NULL, NULL, NULL, NULL, NULL));
    }

    /// int (SHA256_CTX *, const void *data, size_t)
    static void sha256Add(MemorySegment state, MemorySegment bytes) {
        require(call(SHA256_UPDATE, state, bytes, word(bytes.byteSize()), NULL, NULL, NULL));
    }

    /// int (u8 *digest, SHA256_CTX *)
    static void sha256End(MemorySegment state, MemorySegment digest) {
        require(call(SHA256_FINAL, digest, state, NULL, NULL, NULL, NULL));
    }

    /// An integer argument.
    static MemorySegment word(long number) {
        return MemorySegment.ofAddress(number);
    }

    /// Of a result that is an `int`, the upper half means nothing.
    static boolean isOk(long result) {
        return (int) result == 1;
    }

    private static void require(long result) {
        if (!isOk(result)) throw new IllegalStateException("libcrypto would not hash");
    }

    /// Calls what [#find] found. Arguments that a function does not have are NULL.
    static long call(
            MemorySegment function,
            MemorySegment a,
            MemorySegment b,
            MemorySegment c,
            MemorySegment d,
            MemorySegment e,
            MemorySegment f) {
        try {
            return (long) STUB.invokeExact(function, a, b, c, d, e, f);
        } catch (Error | RuntimeException programmer) {
            throw programmer;
        } catch (Throwable checked) {
            throw new AssertionError("C throws nothing", checked);
        }
    }

    /// scrypt with p = 1; null if the library has not the memory or the permission. Takes
    /// too long to keep the collector waiting, so it works on copies, wiped afterwards.
    static byte @Nullable [] findScrypt(
            byte[] secret, byte[] salt, long rounds, int block, int length) {
        try (var arena = Arena.ofConfined()) {
            var secretCopy = arena.allocate(secret.length + 1L);
            MemorySegment.copy(secret, 0, secretCopy, BYTE, 0, secret.length);
            var saltCopy = arena.allocateFrom(BYTE, salt);
            var key = arena.allocate(length);
            int ok = (int) ScryptStub.SCRYPT.invokeExact(
                    secretCopy,
                    (long) secret.length,
                    saltCopy,
                    (long) salt.length,
                    rounds,
                    (long) block,
                    1L,
                    Long.MAX_VALUE,
                    key,
                    (long) length);
            var stretched = key.toArray(BYTE);
            secretCopy.fill((byte) 0);
            key.fill((byte) 0);
            return ok == 1 ? stretched : null;
        } catch (Error | RuntimeException programmer) {
            throw programmer;
        } catch (Throwable checked) {
            throw new AssertionError("C throws nothing", checked);
        }
    }

    /// Made only where there is a passphrase.
    private static final class ScryptStub {

        /// int (const char *pass, size_t, const u8 *salt, size_t, u64 N, u64 r, u64 p,
        /// u64 memoryMax, u8 *key, size_t)
        static final MethodHandle SCRYPT = Linker.nativeLinker()
                .downcallHandle(
                        LIBRARY.findOrThrow("EVP_PBE_scrypt"),
                        FunctionDescriptor.of(
                                INT, POINTER, LONG, POINTER, LONG, LONG, LONG, LONG, LONG, POINTER,
                                LONG));
    }
}
