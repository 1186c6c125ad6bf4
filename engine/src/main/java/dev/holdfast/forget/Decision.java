package dev.holdfast.forget;

import java.util.List;

/// What becomes of a snapshot.
///
/// @param reasons why it is kept; none means that it is forgotten
public record Decision(Labelled snapshot, List<String> reasons) {

    public Decision {
        reasons = List.copyOf(reasons);
    }

    public boolean keeps() {
        return !reasons.isEmpty();
    }
}
