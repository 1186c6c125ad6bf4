package dev.holdfast.store;

import dev.holdfast.flow.Scope;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// One listing of a whole area, in order; a long one is asked for in parts, side by side.
///
/// Names of blobs begin with random digits or digits of a digest. So how far the last page
/// has come among all names there can be says how many more will come, and the rest is cut into
/// parts of nearly a page. The parts cover the rest whatever lies in it: where the guess
/// is wrong a part takes more pages, one after the other, and only time is lost.
///
/// Who visits is called by the thread that runs this. As many pages as are asked for at once
/// wait to be visited at most, so memory does not grow with the area.
final class AreaScan {

    /// Of a page, in thousandths: how full one is expected to be. The number of names in a part
    /// strays from what was expected by about 40 in 1000, and a part that is more than a page
    /// costs a request for which nothing else is waiting.
    private static final int FILL = 900;

    private final BlobStore store;
    private final BlobArea area;
    private final int pageLimit;
    private final int pagesAtOnce;
    private final BlobStore.Visitor visitor;
    private final ArrayDeque<Part> underWay = new ArrayDeque<>();
    private String planned = "";
    private boolean wholePlanned;

    AreaScan(
            BlobStore store,
            BlobArea area,
            int pageLimit,
            int pagesAtOnce,
            BlobStore.Visitor visitor) {
        this.store = store;
        this.area = area;
        this.pageLimit = pageLimit;
        this.pagesAtOnce = pagesAtOnce;
        this.visitor = visitor;
    }

    /// What comes after `after` up to and with `end`, and the first page of it.
    private record Part(
            String after, @Nullable String end, CompletableFuture<List<StoredBlob>> page) {}

    void run() throws IOException {
        long from = 0;
        var page = store.list(area, null, pageLimit);
        visit(page, null);
        while (page.size() >= pageLimit) {
            long width = widthOfPart(from, page);
            if (pagesAtOnce == 1 || width == 0) {
                visitRest(page.getLast().path(), null);
                return;
            }
            var part = findPartBeyond(page.getLast().path(), width);
            if (part == null) return;
            from = NamePosition.of(area, part.after);
            page = part.page.join();
        }
    }

    /// Visits all that comes after `from`, or what comes up to the end of a page that goes
    /// beyond everything that was asked for with it. There the guess was wrong by far, and
    /// has to begin again; the part with that page is the result.
    private @Nullable Part findPartBeyond(String from, long width) throws IOException {
        planned = from;
        wholePlanned = false;
        underWay.clear();
        try (var scope = Scope.open("list")) {
            return findPartBeyond(scope, width);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + area.prefix() + " was listed");
        }
    }

    private @Nullable Part findPartBeyond(Scope scope, long widthAtFirst)
            throws IOException, InterruptedException {
        long width = widthAtFirst;
        while (true) {
            while (!wholePlanned && underWay.size() < pagesAtOnce) ask(scope, width);
            var part = underWay.poll();
            if (part == null) return null;
            var page = await(scope, part);
            if (page.size() < pageLimit) {
                // Nothing follows it, so it has all the rest, also what lies beyond the parts
                // that are asked for.
                visit(page, null);
                return null;
            }
            var last = page.getLast().path();
            if (!wholePlanned && last.compareTo(planned) > 0) {
                visit(page, null);
                return part;
            }
            visit(page, part.end);
            visitRest(last, part.end);
            long newer = widthOfPart(NamePosition.of(area, part.after), page);
            if (newer > 0) width = newer;
        }
    }

    /// Asks for the next part. The last one has no end, and may be as large as a whole page.
    private void ask(Scope scope, long width) {
        long end = NamePosition.of(area, planned) + width;
        wholePlanned = end + width / 10 >= NamePosition.END;
        var part = new Part(
                planned,
                wholePlanned ? null : NamePosition.name(area, end),
                new CompletableFuture<>());
        if (part.end != null) planned = part.end;
        underWay.add(part);
        scope.forkWaiting("page", () -> {
            try {
                part.page.complete(store.list(area, part.after, pageLimit));
            } catch (Throwable e) {
                // Errors too, or who waits for the page would wait for ever.
                part.page.completeExceptionally(e);
                throw e;
            }
        });
    }

    /// The page of a part, or the failure that ended the listing, whichever part it was in.
    private static List<StoredBlob> await(Scope scope, Part part)
            throws IOException, InterruptedException {
        try {
            return part.page.get();
        } catch (ExecutionException e) {
            scope.join();
            throw new IllegalStateException(e);
        }
    }

    /// One page after the other.
    private void visitRest(String from, @Nullable String end) throws IOException {
        var after = from;
        while (end == null || after.compareTo(end) < 0) {
            var page = store.list(area, after, pageLimit);
            visit(page, end);
            if (page.size() < pageLimit) return;
            after = page.getLast().path();
        }
    }

    private void visit(List<StoredBlob> page, @Nullable String end) throws IOException {
        for (var blob : page) {
            if (end != null && blob.path().compareTo(end) > 0) return;
            visitor.visit(blob);
        }
    }

    /// How much of all names a part takes, going by a full page that begins at `from`; zero if
    /// what lies there has no such names.
    private long widthOfPart(long from, List<StoredBlob> page) {
        long to = NamePosition.of(area, page.getLast().path());
        return from < 0 || to < from ? 0 : Math.max(1, (to - from) * FILL / 1000);
    }
}
