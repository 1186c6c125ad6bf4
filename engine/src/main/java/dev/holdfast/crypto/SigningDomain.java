package dev.holdfast.crypto;

/// What kind of thing a signature is about: `holdfast-manifest-1`. Its name and a zero byte
/// go before the message, so that no signature of one kind ever passes for another.
public record SigningDomain(String name) {

    public SigningDomain {
        if (!name.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("no domain of signatures: " + name);
        }
    }

    byte[] prefix() {
        return Stanza.ascii(name + '\0');
    }
}
