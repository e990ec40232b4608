package dev.kymo.viewer.view;

import dev.kymo.viewer.render.PhaseTimes;

/// What scenes have cost so far: how long the phases took, and how much of what was shown before could stay. One
/// thread.
public final class SceneStatistics {
    /// Parts of making a scene, in the order they come.
    public enum Phase {
        /// Asking the store for the rows of all entities.
        QUERY,
        /// Where entities are.
        TRANSFORMS,
        /// Making what the changed ones show.
        SCENE
    }

    private final PhaseTimes<Phase> times = new PhaseTimes<>(Phase.class);
    private long rowsAsked;
    private long rowsChanged;
    private long partsKept;
    private long partsMade;

    void add(final Phase phase, final long ns) {
        times.add(phase, ns);
    }

    /// Of all scenes so far.
    public PhaseTimes<Phase> times() {
        return times;
    }

    void addRows(final int asked, final int changed) {
        rowsAsked += asked;
        rowsChanged += changed;
    }

    void kept(final int parts) {
        partsKept += parts;
    }

    void made() {
        partsMade++;
    }

    /// Columns whose row at the cursor was asked for, and how many had another one than before.
    public long rowsAsked() {
        return rowsAsked;
    }

    public long rowsChanged() {
        return rowsChanged;
    }

    /// Entities that could be shown as before, and those whose part of the scene was made.
    public long partsKept() {
        return partsKept;
    }

    public long partsMade() {
        return partsMade;
    }
}
