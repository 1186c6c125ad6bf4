package dev.holdfast.forget;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/// Which snapshots of one history to keep. A snapshot is kept if any rule says so.
///
/// @param zone whose days, weeks, months and years are meant
public record KeepPolicy(List<KeepRule> rules, List<TagRule> tags, ZoneId zone) {

    public KeepPolicy {
        rules = List.copyOf(rules);
        tags = List.copyOf(tags);
    }

    public boolean isEmpty() {
        return rules.isEmpty() && tags.isEmpty();
    }

    /// Decides about each snapshot of one history, oldest first.
    ///
    /// A snapshot whose label is later than `now` was labelled by a wrong clock, or `now`
    /// is wrong. Either way it is kept, and takes the place of no other (invariant I10).
    public List<Decision> decide(Collection<Labelled> history, Instant now) {
        var order = MadeOrder.of(history);
        var sane = order.stream().filter(s -> !s.moment().isAfter(now)).toList();
        var kept = new ArrayList<Kept>();
        for (var rule : rules) kept.add(new Kept(rule.reason(), keeps(rule, sane)));
        var decisions = new ArrayList<Decision>();
        for (var snapshot : order) {
            var reasons = new ArrayList<String>();
            if (snapshot.pinned()) reasons.add("pinned");
            if (snapshot.moment().isAfter(now)) reasons.add("labelled ahead of the clock");
            for (var rule : kept) {
                if (rule.snapshots().contains(snapshot)) reasons.add(rule.reason());
            }
            for (var tag : tags) {
                if (tag.fits(snapshot.tags())) reasons.add(tag.reason());
            }
            decisions.add(new Decision(snapshot, reasons));
        }
        return decisions;
    }

    private record Kept(String reason, Collection<Labelled> snapshots) {}

    /// What one rule keeps of snapshots that are given oldest first.
    private Collection<Labelled> keeps(KeepRule rule, List<Labelled> oldestFirst) {
        var limit = limit(rule, oldestFirst);
        var keys = new HashSet<>();
        var kept = new HashSet<Labelled>();
        for (var snapshot : oldestFirst.reversed()) {
            if (keys.size() == rule.count()) break;
            if (limit != null && snapshot.moment().isBefore(limit)) continue;
            if (keys.add(rule.every().key(snapshot.moment(), zone))) kept.add(snapshot);
        }
        return kept;
    }

    /// The moment from which on a rule keeps anything, null if it does not look at that.
    private @Nullable Instant limit(KeepRule rule, List<Labelled> snapshots) {
        if (rule.within() == null || snapshots.isEmpty()) return null;
        var latest = snapshots.getFirst().moment();
        for (var snapshot : snapshots) {
            if (snapshot.moment().isAfter(latest)) latest = snapshot.moment();
        }
        return rule.within().before(latest, zone);
    }
}
