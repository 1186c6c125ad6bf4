package dev.holdfast.format.doc;

import dev.holdfast.format.manifest.ManifestDocument;
import dev.holdfast.format.pack.PackDocument;
import dev.holdfast.format.pxar.PxarDocument;

import java.util.List;

/// The pages that are held against the code.
final class DocumentedFormats {

    static final List<DocumentedFormat> ALL =
            List.of(new PxarDocument(), new PackDocument(), new ManifestDocument());

    private DocumentedFormats() {}
}
