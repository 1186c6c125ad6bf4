package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.LimitedStore;
import dev.holdfast.store.MeteredStore;
import dev.holdfast.store.Retry;
import dev.holdfast.store.RetryPolicy;
import dev.holdfast.store.RetryingStore;
import dev.holdfast.store.StoreTraffic;
import dev.holdfast.store.Throttle;
import dev.holdfast.store.local.LocalStore;

import java.io.IOException;
import java.security.SecureRandom;

/// From a place and what was said about its server to a store: with retries where there is a
/// network, with limits where they were given, and metered.
final class StoreAccess {

    /// A call that failed so often is worth a word; before that, only with `--verbose`.
    private static final int FAILURES_TOLD = 3;

    private final Surroundings surroundings;
    private final GlobalOptions options;
    private final Terminal terminal;
    private final Places places;
    private final SecureRandom random;
    private final StoreTraffic traffic = new StoreTraffic();

    StoreAccess(
            Surroundings surroundings,
            GlobalOptions options,
            Terminal terminal,
            Places places,
            SecureRandom random) {
        this.surroundings = surroundings;
        this.options = options;
        this.terminal = terminal;
        this.places = places;
        this.random = random;
    }

    /// What went to and from all stores that were opened here.
    StoreTraffic traffic() {
        return traffic;
    }

    BlobStore open(RepositoryPlace place, BucketSettings settings) throws IOException {
        var directory = place.directory();
        return metered(
                directory == null
                        ? bucketStore(place, settings)
                        : limited(LocalStore.open(directory, owner())));
    }

    /// For a new repository. A directory is made; a bucket has to be there.
    BlobStore create(RepositoryPlace place, BucketSettings settings) throws IOException {
        var directory = place.directory();
        return metered(
                directory == null
                        ? bucketStore(place, settings)
                        : limited(LocalStore.create(directory, owner())));
    }

    /// What this host calls the place; a directory by its path.
    String name(RepositoryPlace place, BucketSettings settings) throws CommandException {
        if (place.directory() != null) return place.text();
        return new BucketAccess(surroundings, settings).name(place);
    }

    String shown(RepositoryPlace place, BucketSettings settings) throws CommandException {
        var directory = place.directory();
        return directory == null ? Printable.of(name(place, settings)) : places.shown(directory);
    }

    /// Limits below retries: what is sent again counts again.
    private BlobStore bucketStore(RepositoryPlace place, BucketSettings settings)
            throws IOException {
        var store = new BucketAccess(surroundings, settings).open(place);
        return new RetryingStore(
                limited(store),
                RetryPolicy.USUAL,
                random,
                System::nanoTime,
                Thread::sleep,
                this::tell);
    }

    private void tell(Retry retry) {
        var text = "%s; trying again".formatted(retry.cause().getMessage());
        if (retry.failures() < FAILURES_TOLD) {
            terminal.explain(text);
        } else {
            terminal.warn(text);
        }
    }

    /// Names this host's state directory in the store's temporary files.
    private String owner() throws IOException {
        return OwnerName.of(places.state());
    }

    private BlobStore metered(BlobStore store) {
        return new MeteredStore(store, traffic);
    }

    private BlobStore limited(BlobStore store) {
        var up = options.limitUpload();
        var down = options.limitDownload();
        if (up == null && down == null) return store;
        return new LimitedStore(
                store,
                up == null ? null : new Throttle(up.bytes(), System::nanoTime, Thread::sleep),
                down == null ? null : new Throttle(down.bytes(), System::nanoTime, Thread::sleep));
    }
}
