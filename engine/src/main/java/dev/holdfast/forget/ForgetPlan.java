package dev.holdfast.forget;

import java.util.List;

/// What a forget would do.
public record ForgetPlan(List<Group> groups) {

    /// The snapshots that were weighed against each other.
    ///
    /// @param name what they have in common, for people
    public record Group(String name, List<Decision> decisions) {

        public Group {
            decisions = List.copyOf(decisions);
        }
    }

    public ForgetPlan {
        groups = List.copyOf(groups);
    }

    /// What is forgotten, oldest first in each group.
    public List<Labelled> forgotten() {
        return groups.stream()
                .flatMap(group -> group.decisions().stream())
                .filter(decision -> !decision.keeps())
                .map(Decision::snapshot)
                .toList();
    }

    public long keptCount() {
        return groups.stream()
                .flatMap(group -> group.decisions().stream())
                .filter(Decision::keeps)
                .count();
    }
}
