package dev.holdfast.repository;

import dev.holdfast.format.Sha256;

import java.io.IOException;

/// A pack that a run relied on without looking for it is not there. A run that looks first
/// ([PackLook#FIRST]) stores anew what was in it; what this one has put it finds again.
public final class LostPackException extends IOException {

    LostPackException(Sha256 pack) {
        super("pack " + pack + " is missing although this backup relied on it");
    }
}
