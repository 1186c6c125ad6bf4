package dev.holdfast.app.cli;

import dev.holdfast.format.manifest.Json;
import dev.holdfast.restore.RestoreEstimate;
import dev.holdfast.store.StoreCall;
import dev.holdfast.store.StoreTraffic;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Locale;

/// What a restore asks of the store, in requests, bytes, money and time.
final class RestorePrice {

    private final Terminal terminal;
    private final StoreTraffic traffic;
    private final int connections;

    /// `traffic` has what was asked for already: all but contents.
    RestorePrice(Terminal terminal, StoreTraffic traffic, int connections) {
        this.terminal = terminal;
        this.traffic = traffic;
        this.connections = connections;
    }

    void show(RestoreEstimate estimate, @Nullable PriceList prices) throws IOException {
        long gets = traffic.requests(StoreCall.GET) + estimate.requests();
        long lists = traffic.requests(StoreCall.LIST);
        long bytes = traffic.received() + estimate.storedBytes();
        terminal.line("requests: %,d GET (%,d of them for the plan), %,d LIST; %s to fetch"
                .formatted(gets, traffic.requests(StoreCall.GET), lists, Amounts.bytes(bytes)));
        var json = Json.object()
                .with("event", Json.of("requests"))
                .with("get", Json.of(gets))
                .with("list", Json.of(lists))
                .with("bytes", Json.of(bytes));
        if (prices != null) {
            double money = prices.money(gets, lists, bytes);
            double seconds = prices.seconds(gets + lists, bytes, connections);
            terminal.line(String.format(
                    Locale.ROOT,
                    "estimate: %s %.2f, and %s at %s/s and %.0f ms a request",
                    prices.currency(),
                    Math.ceil(money * 100) / 100,
                    Amounts.clock((long) Math.ceil(seconds)),
                    Amounts.bytes((long) prices.bytesPerSecond()),
                    prices.latencyMillis()));
            json = json.with("currency", Json.of(prices.currency()))
                    .with("micros", Json.of(Math.round(money * 1e6)))
                    .with("seconds", Json.of(Math.round(Math.ceil(seconds))));
        }
        terminal.document(json);
    }
}
