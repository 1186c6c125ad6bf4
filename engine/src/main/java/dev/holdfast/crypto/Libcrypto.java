package dev.holdfast.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The calls of OpenSSL 3's libcrypto that the AEAD needs: openssl/evp.h, nothing else.
///
/// `…_HEAP` handles take Java arrays as they lie and keep the collector waiting meanwhile:
/// for 64 KiB, 30 µs. Loading this class loads the library and throws if it is not there.
final class Libcrypto {

    static final int CTRL_GET_TAG = 0x10;
    static final int CTRL_SET_TAG = 0x11;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
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

    private Libcrypto() {}

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
