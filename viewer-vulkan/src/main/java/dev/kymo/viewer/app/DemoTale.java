package dev.kymo.viewer.app;

import dev.kymo.viewer.ui.state.Story;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The demo's story as a window tells it. Any thread.
final class DemoTale implements Story {
    private static final Page BEFORE = new Page("the demo is being started", true, "", List.of(), List.of());

    private final DemoRun run;

    DemoTale(final DemoRun run) {
        this.run = run;
    }

    @Override
    public Page page() {
        final Optional<DemoStory> story = run.story();
        return story.isEmpty() ? BEFORE : page(story.get().status());
    }

    private Page page(final DemoStatus status) {
        final DemoCounts counts = status.counts();
        final boolean isLast = status.phase().isLast();
        // At the end nothing comes any more: what still waits is lost
        final long lost = isLast ? counts.waiting() : counts.lost();
        final String left = isLast ? "" : String.format(Locale.ROOT, " · %.0f s left", status.leftS());
        final List<Mark> marks = status.stallTimeNs().isPresent()
                ? List.of(new Mark(
                        "stall", DemoStory.TIMELINE, status.stallTimeNs().getAsLong()))
                : List.of();
        return new Page(
                String.format(Locale.ROOT, "%,d committed rows lost of %,d%s", lost, counts.committed(), left),
                lost == 0 && status.failure().isEmpty(),
                status.next(),
                run.said().stream()
                        .map(said -> new Event(
                                String.format(Locale.ROOT, "%.1f s: %s", said.atS(), said.what()),
                                status.failure().filter(said.what()::equals).isPresent()))
                        .toList(),
                marks);
    }
}
