package dev.holdfast.testkit;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A request that came through a [FaultProxy].
///
/// @param text `GET /bucket/key`, `LIST packs/`
/// @param headers as they came
public record SeenRequest(String text, List<String> headers) {

    public SeenRequest {
        headers = List.copyOf(headers);
    }

    /// Whether a fault can befall such a request at all.
    public boolean canMeet(Fault fault) {
        boolean list = text.startsWith("LIST ");
        return switch (fault) {
            case NO_CONDITIONS, CONDITION_IGNORED -> find("if-none-match") != null;
            case LOST_REPORTED_DONE -> text.startsWith("PUT ");
            case STALLED_BODY, CUT_BODY, SHORT_BODY, FLIPPED_BIT -> list || text.startsWith("GET ");
            case WRONG_RANGE -> find("range") != null;
            case STALE_LIST, SHORT_LIST -> list;
            case INTERNAL_ERROR,
                    SLOW_DOWN,
                    TOO_MANY_REQUESTS,
                    FORBIDDEN,
                    NOT_FOUND,
                    RESET,
                    LOST_ANSWER,
                    DONE_REPORTED_FAILED,
                    NO_ANSWER,
                    TWICE -> true;
        };
    }

    /// What the header of that name says, null if there is none.
    public @Nullable String find(String name) {
        return new HttpHead(text, headers).find(name);
    }
}
