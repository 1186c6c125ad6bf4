package dev.holdfast.forget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.WeekFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

final class KeepPolicyTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Random IDS = new Random(1);

    @Test
    void aDayIsADayOfTheTimeZone() {
        var late = at("2026-11-20T22:30:00Z");
        var next = at("2026-11-20T23:30:00Z");
        var daily = KeepRule.last(Every.DAY, 5);
        assertEquals(Set.of(late, next), kept(policy(BERLIN, daily), late, next));
        assertEquals(Set.of(next), kept(policy(ZoneOffset.UTC, daily), late, next));
    }

    @Test
    void anHourThatComesTwiceIsTwoHours() {
        // Clocks went back from 3:00 to 2:00 that night.
        var first = at("2026-10-25T00:30:00Z");
        var second = at("2026-10-25T01:30:00Z");
        var hourly = policy(BERLIN, KeepRule.last(Every.HOUR, 5));
        assertEquals(Set.of(first, second), kept(hourly, first, second));
    }

    @Test
    void aWeekBeginsOnMondayAndTheFirstOnesBelongToTheYearBefore() {
        var sunday = at("2026-12-27T12:00:00Z");
        var thursday = at("2026-12-31T12:00:00Z");
        var friday = at("2027-01-01T12:00:00Z");
        var weekly = policy(ZoneOffset.UTC, KeepRule.last(Every.WEEK, 5));
        assertEquals(
                Set.of(sunday, friday),
                keptAt(Instant.parse("2028-01-01T00:00:00Z"), weekly, sunday, thursday, friday));
    }

    @Test
    void withinLooksBackFromTheNewestAndNotFromNow() {
        var old = at("2020-01-01T00:00:00Z");
        var edge = at("2020-02-01T00:00:00Z");
        var newest = at("2020-03-01T00:00:00Z");
        var month = new Span("1mo", Period.ofMonths(1), Duration.ZERO);
        var within = policy(ZoneOffset.UTC, KeepRule.within(Every.SNAPSHOT, month));
        assertEquals(Set.of(edge, newest), kept(within, old, edge, newest));
    }

    @Test
    void pinsAndTagsKeepWhatNoRuleKeeps() {
        var pinned = new Labelled(id(), null, Instant.EPOCH, Map.of(), true);
        var tagged = new Labelled(id(), null, Instant.EPOCH, Map.of("why", "x"), false);
        var other = new Labelled(id(), null, Instant.EPOCH, Map.of("why", "y"), false);
        var newest = at("2020-03-01T00:00:00Z");
        var last = List.of(KeepRule.last(Every.SNAPSHOT, 1));
        var policy = new KeepPolicy(last, List.of(new TagRule("why", "x")), ZoneOffset.UTC);
        assertEquals(Set.of(pinned, tagged, newest), kept(policy, pinned, tagged, other, newest));
        var any = new KeepPolicy(last, List.of(new TagRule("why", null)), ZoneOffset.UTC);
        assertEquals(
                Set.of(pinned, tagged, other, newest), kept(any, pinned, tagged, other, newest));
    }

    @Test
    void everyKeptSnapshotSaysWhy() {
        var only = at("2026-11-20T22:30:00Z");
        var policy =
                policy(BERLIN, KeepRule.last(Every.SNAPSHOT, 1), KeepRule.last(Every.MONTH, 12));
        assertEquals(
                List.of("last", "monthly"),
                policy.decide(List.of(only), NOW).getFirst().reasons());
    }

    @Test
    void i10WhatIsLabelledAheadOfTheClockStaysAndTakesNoPlace() {
        var future = at("2036-01-01T00:00:00Z");
        var older = at("2026-11-20T00:00:00Z");
        var newest = at("2026-11-21T00:00:00Z");
        var last = policy(ZoneOffset.UTC, KeepRule.last(Every.SNAPSHOT, 1));
        assertEquals(Set.of(future, newest), kept(last, future, older, newest));
    }

    @Test
    void i10AClockThatWentBackDoesNotMakeTheNewestAnOldOne() {
        var before = at("2026-11-20T00:00:00Z");
        var jumped = new Labelled(
                id(), before.id(), Instant.parse("2016-01-01T00:00:00Z"), Map.of(), false);
        var last = policy(ZoneOffset.UTC, KeepRule.last(Every.SNAPSHOT, 1));
        assertEquals(Set.of(jumped), kept(last, before, jumped));
    }

    @Test
    void aCircleOfLinksLosesNothing() {
        var one = id();
        var two = id();
        var circle = List.of(
                new Labelled(one, two, NOW, Map.of(), false),
                new Labelled(two, one, NOW, Map.of(), false),
                new Labelled(id(), one, NOW, Map.of(), false));
        assertEquals(new HashSet<>(circle), new HashSet<>(MadeOrder.of(circle)));
    }

    @Test
    void anyPolicyKeepsWhatTheSlowOracleKeeps() {
        var random = Seeds.random("forget oracle");
        for (int i = 0; i < Seeds.repeat(3000); i++) {
            var history = randomHistory(random);
            var policy = randomPolicy(random);
            var now = NOW.minus(random.nextInt(40), ChronoUnit.DAYS);
            assertEquals(
                    oracle(policy, history, now),
                    keptAt(now, policy, history.toArray(Labelled[]::new)),
                    () -> policy + " of " + history);
        }
    }

    /// Each rule by its definition, with every snapshot held against every other.
    private static Set<Labelled> oracle(KeepPolicy policy, List<Labelled> history, Instant now) {
        var kept = new HashSet<Labelled>();
        var sane = history.stream().filter(s -> !s.moment().isAfter(now)).toList();
        for (var snapshot : history) {
            if (snapshot.pinned() || snapshot.moment().isAfter(now)) kept.add(snapshot);
            for (var tag : policy.tags()) {
                if (tag.fits(snapshot.tags())) kept.add(snapshot);
            }
        }
        for (var rule : policy.rules()) {
            var span = rule.within();
            var newest = sane.stream().map(Labelled::moment).max(Comparator.naturalOrder());
            var eligible = sane.stream()
                    .filter(s -> span == null
                            || !s.moment()
                                    .isBefore(span.before(newest.orElseThrow(), policy.zone())))
                    .toList();
            for (var snapshot : eligible) {
                boolean newestOfItsSpan = eligible.stream()
                        .noneMatch(other -> isNewer(other, snapshot)
                                && same(rule.every(), other, snapshot, policy.zone()));
                if (!newestOfItsSpan) continue;
                var newerSpans = new ArrayList<Labelled>();
                for (var other : eligible) {
                    if (isNewer(other, snapshot)
                            && newerSpans.stream()
                                    .noneMatch(seen ->
                                            same(rule.every(), seen, other, policy.zone()))) {
                        newerSpans.add(other);
                    }
                }
                if (newerSpans.size() < rule.count()) kept.add(snapshot);
            }
        }
        return kept;
    }

    private static boolean isNewer(Labelled one, Labelled other) {
        int order = one.moment().compareTo(other.moment());
        return order > 0 || (order == 0 && one.id().compareTo(other.id()) > 0);
    }

    private static boolean same(Every every, Labelled one, Labelled other, ZoneId zone) {
        var a = one.moment().atZone(zone);
        var b = other.moment().atZone(zone);
        return switch (every) {
            case SNAPSHOT -> one.equals(other);
            case HOUR ->
                a.toLocalDate().equals(b.toLocalDate())
                        && a.getHour() == b.getHour()
                        && a.getOffset().equals(b.getOffset());
            case DAY -> a.toLocalDate().equals(b.toLocalDate());
            case WEEK ->
                a.toLocalDate()
                        .with(WeekFields.ISO.dayOfWeek(), 1)
                        .equals(b.toLocalDate().with(WeekFields.ISO.dayOfWeek(), 1));
            case MONTH -> a.getYear() == b.getYear() && a.getMonth() == b.getMonth();
            case YEAR -> a.getYear() == b.getYear();
        };
    }

    private static List<Labelled> randomHistory(Random random) {
        var history = new ArrayList<Labelled>();
        int count = 1 + random.nextInt(40);
        long scale = List.of(3_600L, 86_400L, 700_000L, 20_000_000L).get(random.nextInt(4));
        for (int i = 0; i < count; i++) {
            var moment = NOW.minusSeconds(random.nextLong(40 * scale));
            Map<String, String> tags =
                    random.nextInt(8) == 0 ? Map.of("t", "" + random.nextInt(2)) : Map.of();
            history.add(new Labelled(
                    SnapshotId.random(random), null, moment, tags, random.nextInt(20) == 0));
        }
        return history;
    }

    private static KeepPolicy randomPolicy(Random random) {
        var rules = new ArrayList<KeepRule>();
        for (var every : Every.values()) {
            if (random.nextInt(3) == 0) rules.add(KeepRule.last(every, 1 + random.nextInt(8)));
            if (random.nextInt(4) == 0) rules.add(KeepRule.within(every, randomSpan(random)));
        }
        List<TagRule> tags = random.nextInt(4) == 0
                ? List.of(new TagRule("t", random.nextBoolean() ? "1" : null))
                : List.of();
        var zones = List.of(
                BERLIN, ZoneOffset.UTC, ZoneId.of("Pacific/Apia"), ZoneId.of("Asia/Kathmandu"));
        return new KeepPolicy(rules, tags, zones.get(random.nextInt(zones.size())));
    }

    private static Span randomSpan(Random random) {
        var calendar = Period.of(random.nextInt(2), random.nextInt(3), 0);
        return new Span("x", calendar, Duration.ofHours(random.nextInt(2000)));
    }

    private static KeepPolicy policy(ZoneId zone, KeepRule... rules) {
        return new KeepPolicy(List.of(rules), List.of(), zone);
    }

    private static Set<Labelled> kept(KeepPolicy policy, Labelled... history) {
        return keptAt(NOW, policy, history);
    }

    private static Set<Labelled> keptAt(Instant now, KeepPolicy policy, Labelled... history) {
        var kept = new HashSet<Labelled>();
        var decisions = policy.decide(List.of(history), now);
        assertEquals(history.length, decisions.size());
        for (var decision : decisions) {
            if (decision.keeps()) kept.add(decision.snapshot());
        }
        assertTrue(Set.of(history).containsAll(kept));
        return kept;
    }

    private static Labelled at(String moment) {
        return new Labelled(id(), null, Instant.parse(moment), Map.of(), false);
    }

    private static SnapshotId id() {
        return SnapshotId.random(IDS);
    }
}
