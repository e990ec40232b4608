package dev.kymo.viewer.ui.state;

import java.util.List;

/// What happens while a recording is made, told by whoever makes it happen. Any thread.
public interface Story {
    /// A moment of the recording that is worth a look.
    ///
    /// @param label a word or two
    record Mark(String label, String timeline, long time) {}

    /// Something that has happened.
    ///
    /// @param text one line
    record Event(String text, boolean isBad) {}

    /// Where the story is.
    ///
    /// @param result what has been proven so far, such as "12 345 rows committed, 0 lost"
    /// @param isGood whether that is as it should be
    /// @param next what comes next, or what to do now
    /// @param events all so far, the newest last
    /// @param marks all so far
    record Page(String result, boolean isGood, String next, List<Event> events, List<Mark> marks) {}

    Page page();
}
