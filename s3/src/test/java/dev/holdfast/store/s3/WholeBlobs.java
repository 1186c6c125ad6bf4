package dev.holdfast.store.s3;

import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.StoredBlob;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A store in S3Proxy's memory, without the files that S3Proxy is just writing. While a put is
/// under way it lists `name-UUID` too, which no other server here does; prune rightly stops
/// where such a name lies in `trash/`.
final class WholeBlobs extends ForwardingStore {

    private static final Pattern UNDER_WAY =
            Pattern.compile(".*-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    WholeBlobs(BlobStore store) {
        super(store);
    }

    @Override
    public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit)
            throws IOException {
        var whole = new ArrayList<StoredBlob>();
        var last = after;
        while (true) {
            int wanted = limit - whole.size();
            var page = store.list(area, last, wanted);
            for (var blob : page) {
                if (!UNDER_WAY.matcher(blob.path()).matches()) whole.add(blob);
            }
            if (page.size() < wanted || whole.size() == limit) return whole;
            last = page.getLast().path();
        }
    }
}
