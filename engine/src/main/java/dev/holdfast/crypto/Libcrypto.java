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

/// The calls of OpenSSL 3's libcrypto that age needs, out of openssl/evp.h, and SHA-256 out
/// of openssl/sha.h.
///
/// `…_HEAP` handles take Java arrays as they lie and keep the collector waiting meanwhile:
/// for 64 KiB, 14 to 32 µs. Loading this class loads the library; if that is not there,
/// it throws.
final class Libcrypto {

    static final int CTRL_GET_TAG = 0x10;
    static final int CTRL_SET_TAG = 0x11;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    private static final SymbolLookup LIBRARY =
            SymbolLookup.libraryLookup("libcrypto.so.3", Arena.global());

    /// EVP_CIPHER *(OSSL_LIB_CTX *, const char *algorithm, const char *properties)
    private static final MethodHandle FETCH =
            call("EVP_CIPHER_fetch", FunctionDescriptor.of(POINTER, POINTER, POINTER, POINTER));
    /// EVP_CIPHER_CTX *(void)
    static final MethodHandle CTX_NEW = call("EVP_CIPHER_CTX_new", FunctionDescriptor.of(POINTER));
    /// void (EVP_CIPHER_CTX *): wipes the key schedule, then frees.
    static final MethodHandle CTX_FREE =
            call("EVP_CIPHER_CTX_free", FunctionDescriptor.ofVoid(POINTER));
    /// int (EVP_CIPHER_CTX *, const EVP_CIPHER *, const u8 *key, const u8 *iv, int encrypt,
    /// const OSSL_PARAM *)
    static final MethodHandle INIT_HEAP = heapCall(
            "EVP_CipherInit_ex2",
            FunctionDescriptor.of(INT, POINTER, POINTER, POINTER, POINTER, INT, POINTER));
    /// int (EVP_CIPHER_CTX *, u8 *out, int *outLength, const u8 *in, int length)
    static final MethodHandle UPDATE_HEAP = heapCall(
            "EVP_CipherUpdate",
            FunctionDescriptor.of(INT, POINTER, POINTER, POINTER, POINTER, INT));
    /// int (EVP_CIPHER_CTX *, u8 *out, int *outLength); 0 means: the tag is wrong.
    static final MethodHandle FINAL_HEAP =
            heapCall("EVP_CipherFinal_ex", FunctionDescriptor.of(INT, POINTER, POINTER, POINTER));
    /// int (EVP_CIPHER_CTX *, int type, int argument, void *pointer)
    static final MethodHandle CTRL_HEAP =
            heapCall("EVP_CIPHER_CTX_ctrl", FunctionDescriptor.of(INT, POINTER, INT, INT, POINTER));

    /// int (const char *pass, size_t, const u8 *salt, size_t, u64 N, u64 r, u64 p,
    /// u64 memoryMax, u8 *key, size_t)
    private static final MethodHandle SCRYPT = call(
            "EVP_PBE_scrypt",
            FunctionDescriptor.of(
                    INT, POINTER, LONG, POINTER, LONG, LONG, LONG, LONG, LONG, POINTER, LONG));

    /// int (SHA256_CTX *)
    private static final MethodHandle SHA256_INIT =
            heapCall("SHA256_Init", FunctionDescriptor.of(INT, POINTER));
    /// int (SHA256_CTX *, const void *data, size_t)
    private static final MethodHandle SHA256_UPDATE =
            heapCall("SHA256_Update", FunctionDescriptor.of(INT, POINTER, POINTER, LONG));
    /// int (u8 *digest, SHA256_CTX *)
    private static final MethodHandle SHA256_FINAL =
            heapCall("SHA256_Final", FunctionDescriptor.of(INT, POINTER, POINTER));

    private Libcrypto() {}

    static void sha256Begin(MemorySegment state) {
        try {
            require((int) SHA256_INIT.invokeExact(state));
        } catch (Throwable e) {
            throw nothingChecked(e);
        }
    }

    static void sha256Add(MemorySegment state, MemorySegment bytes) {
        try {
            require((int) SHA256_UPDATE.invokeExact(state, bytes, bytes.byteSize()));
        } catch (Throwable e) {
            throw nothingChecked(e);
        }
    }

    static void sha256End(MemorySegment state, MemorySegment digest) {
        try {
            require((int) SHA256_FINAL.invokeExact(digest, state));
        } catch (Throwable e) {
            throw nothingChecked(e);
        }
    }

    private static void require(int ok) {
        if (ok != 1) throw new IllegalStateException("libcrypto would not hash");
    }

    private static RuntimeException nothingChecked(Throwable e) {
        if (e instanceof Error error) throw error;
        if (e instanceof RuntimeException exception) return exception;
        return new IllegalStateException("a native call throws nothing checked", e);
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
            int ok = (int) SCRYPT.invokeExact(
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
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a native call throws nothing checked", e);
        }
    }

    /// An algorithm that lives as long as the process. NULL where a policy (FIPS) forbids it.
    static MemorySegment fetch(String algorithm) throws Throwable {
        try (var arena = Arena.ofConfined()) {
            return (MemorySegment) FETCH.invokeExact(
                    MemorySegment.NULL, arena.allocateFrom(algorithm), MemorySegment.NULL);
        }
    }

    private static MethodHandle call(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(LIBRARY.findOrThrow(name), type);
    }

    private static MethodHandle heapCall(String name, FunctionDescriptor type) {
        return Linker.nativeLinker()
                .downcallHandle(LIBRARY.findOrThrow(name), type, Linker.Option.critical(true));
    }
}
