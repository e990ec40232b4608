package dev.kymo.viewer.ui.panel;

import dev.kymo.store.sweep.Releasable;
import dev.kymo.store.sweep.SweepPolicy;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.window.Ui;
import java.util.List;

/// A docked part of the window that shows something of the open recording. The window's thread only.
///
/// What a panel shows follows from [Session#state] and the recording alone; its own fields are caches and
/// gestures under way. What must outlive it, or be undone, is a slice of the state.
public interface Panel extends AutoCloseable {
    /// Where a panel is until the user moves it.
    enum Place {
        LEFT,
        CENTRE,
        RIGHT,
        BOTTOM
    }

    /// Names the panel in the saved layout, so it must be unique and stay as it is.
    String name();

    /// What stands on its tab; may change.
    default String title() {
        return name();
    }

    /// Whether its tab has a button that closes it.
    default boolean isClosable() {
        return false;
    }

    /// One of [dev.kymo.viewer.ui.window.Icons].
    String icon();

    Place place();

    /// Whether there is room between the panel's edge and what it draws.
    default boolean isPadded() {
        return true;
    }

    /// Draws into the ImGui window that the workspace has begun. Only called while a recording is open and the
    /// panel can be seen.
    void draw(Ui ui, Session session);

    /// Whether something that is made in the background has come on since the last call: a frame would show more,
    /// though
    /// nothing has been touched and no row has come.
    default boolean hasNews() {
        return false;
    }

    /// How far that has come, for people: percents, `refining`, or `done`; empty where there is nothing of the kind.
    default String progress() {
        return "";
    }

    /// What a view can be asked to look at.
    enum Look {
        SELECTION,
        EVERYTHING
    }

    /// A view turns to that with its next frame; other panels do nothing.
    default void look(final Look at) {}

    /// Puts the keyboard into the panel's filter, where it has one.
    default void filter() {}

    /// Lets go of everything that belongs to the recording, which is about to be closed.
    default void forget() {}

    /// Gives up what it keeps for other moments than the one that is shown; between two frames.
    ///
    /// @param rank what is on the graphics card, or what was made of rows
    default void giveUp(final Releasable.Rank rank) {}

    /// Times whose rows it shows; none for a panel that shows what is under the cursor, or whatever there is.
    default List<SweepPolicy.ProtectedRange> shownRanges(final Session session) {
        return List.of();
    }

    /// Before the device is closed.
    @Override
    default void close() {
        forget();
    }
}
