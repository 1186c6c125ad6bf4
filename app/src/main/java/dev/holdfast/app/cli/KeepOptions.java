package dev.holdfast.app.cli;

import dev.holdfast.forget.Every;
import dev.holdfast.forget.KeepPolicy;
import dev.holdfast.forget.KeepRule;
import dev.holdfast.forget.Span;
import dev.holdfast.forget.TagRule;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// What is worth keeping: the options that make a policy.
public final class KeepOptions {

    private static final String COUNT = "N";
    private static final String SPAN = "SPAN";

    @Option(names = "--keep-last", paramLabel = COUNT, description = "Keep the last N.")
    private @Nullable Integer last;

    @Option(
            names = "--keep-hourly",
            paramLabel = COUNT,
            description = "Keep the newest of each of the last N hours that have one.")
    private @Nullable Integer hourly;

    @Option(names = "--keep-daily", paramLabel = COUNT, description = "The same for days.")
    private @Nullable Integer daily;

    @Option(names = "--keep-weekly", paramLabel = COUNT, description = "The same for weeks.")
    private @Nullable Integer weekly;

    @Option(names = "--keep-monthly", paramLabel = COUNT, description = "The same for months.")
    private @Nullable Integer monthly;

    @Option(names = "--keep-yearly", paramLabel = COUNT, description = "The same for years.")
    private @Nullable Integer yearly;

    @Option(
            names = "--keep-within",
            paramLabel = SPAN,
            description = "Keep what is at most that much older than the newest: 30d, 6w, 2w3d.")
    private @Nullable String within;

    @Option(
            names = "--keep-within-hourly",
            paramLabel = SPAN,
            description = "Of those, keep the newest of each hour.")
    private @Nullable String withinHourly;

    @Option(
            names = "--keep-within-daily",
            paramLabel = SPAN,
            description = "Of those, keep the newest of each day.")
    private @Nullable String withinDaily;

    @Option(
            names = "--keep-within-weekly",
            paramLabel = SPAN,
            description = "Of those, keep the newest of each week.")
    private @Nullable String withinWeekly;

    @Option(
            names = "--keep-within-monthly",
            paramLabel = SPAN,
            description = "Of those, keep the newest of each month.")
    private @Nullable String withinMonthly;

    @Option(
            names = "--keep-within-yearly",
            paramLabel = SPAN,
            description = "Of those, keep the newest of each year.")
    private @Nullable String withinYearly;

    @Option(
            names = "--keep-tag",
            paramLabel = "KEY[=VALUE]",
            description = "Keep what has this tag. May be given several times.")
    private List<String> tags = new ArrayList<>();

    KeepPolicy policy(ZoneId zone) throws CommandException {
        var rules = new ArrayList<KeepRule>();
        add(rules, Every.SNAPSHOT, last);
        add(rules, Every.HOUR, hourly);
        add(rules, Every.DAY, daily);
        add(rules, Every.WEEK, weekly);
        add(rules, Every.MONTH, monthly);
        add(rules, Every.YEAR, yearly);
        addWithin(rules, Every.SNAPSHOT, within);
        addWithin(rules, Every.HOUR, withinHourly);
        addWithin(rules, Every.DAY, withinDaily);
        addWithin(rules, Every.WEEK, withinWeekly);
        addWithin(rules, Every.MONTH, withinMonthly);
        addWithin(rules, Every.YEAR, withinYearly);
        return new KeepPolicy(rules, tags.stream().map(KeepOptions::tag).toList(), zone);
    }

    /// `KEY` or `KEY=VALUE`.
    static TagRule tag(String text) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new TagRule(text, null)
                : new TagRule(text.substring(0, equals), text.substring(equals + 1));
    }

    private static void add(List<KeepRule> rules, Every every, @Nullable Integer count)
            throws CommandException {
        if (count == null || count == 0) return;
        if (count < 0) throw CommandException.usage("nobody can keep " + count, null);
        rules.add(KeepRule.last(every, count));
    }

    private static void addWithin(List<KeepRule> rules, Every every, @Nullable String text)
            throws CommandException {
        if (text == null) return;
        var span = TimeSpan.parse(text);
        rules.add(KeepRule.within(every, new Span(text, span.calendar(), span.clock())));
    }
}
