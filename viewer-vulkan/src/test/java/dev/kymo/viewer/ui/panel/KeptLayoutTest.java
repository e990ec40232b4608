package dev.kymo.viewer.ui.panel;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.ui.panel.KeptLayout.Box;
import dev.kymo.viewer.ui.panel.KeptLayout.Split;
import dev.kymo.viewer.ui.panel.KeptLayout.Tabs;
import dev.kymo.viewer.ui.panel.OpenViews.View;
import dev.kymo.viewer.ui.state.ViewerState.Side;
import dev.kymo.viewer.view.ViewKind;
import dev.kymo.viewer.view.ViewProposal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptLayoutTest {
    private static final KeptLayout LAYOUT = new KeptLayout(
            Set.of("3D", "LOG /a\nb\\c", "DOC /d"),
            Set.of("PLOT /p"),
            Map.of("DOC /f", new Box(0.125f, 0.5f, 0.25f, 0.3f)),
            new Split(true, 0.625f, new Tabs(List.of("3D"), 0), new Tabs(List.of("LOG /a\nb\\c", "DOC /d"), 1)));

    private static View view(final String id, final ViewKind kind) {
        return new View(id, new ViewProposal(kind, EntityPath.parse("/"), List.of()), true);
    }

    @Test
    void shouldReadWhatItHasWritten() {
        assertEquals(Optional.of(LAYOUT), KeptLayout.parse(LAYOUT.text()));
        final KeptLayout closed = new KeptLayout(Set.of(), Set.of("3D"), null);
        assertEquals(Optional.of(closed), KeptLayout.parse(closed.text()));
    }

    @Test
    void shouldTakeAnyTextForNothingRatherThanFail() {
        final String whole = LAYOUT.text();
        for (int i = 0; i < whole.length(); i++) {
            final String cut = whole.substring(0, i);
            assertDoesNotThrow(() -> KeptLayout.parse(cut), cut);
        }
        final long seed = 20261120;
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 2000; round++) {
            final StringBuilder scribbled = new StringBuilder(whole);
            for (int i = 0; i < 3; i++) {
                scribbled.setCharAt(random.nextInt(whole.length()), (char) random.nextInt(128));
            }
            assertDoesNotThrow(() -> KeptLayout.parse(scribbled.toString()), "seed " + seed + ": " + scribbled);
        }
        final String deep = "kymo layout 1\n" + "split down 0.5\n".repeat(4000);
        assertEquals(Optional.empty(), KeptLayout.parse(deep));
    }

    @Test
    void shouldLeaveOutViewsThatAreGoneAndAddNewOnesToTheirKind() {
        final View space = view("3D", ViewKind.SPATIAL_3D);
        final View document = view("DOC /d", ViewKind.TEXT_DOCUMENT);
        final View another = view("DOC /e", ViewKind.TEXT_DOCUMENT);
        assertEquals(
                new ViewLayout.Split(
                        true,
                        0.625f,
                        new ViewLayout.Tabs(List.of(space)),
                        new ViewLayout.Tabs(List.of(document, another))),
                LAYOUT.of(List.of(space, document, another)));
        assertEquals(new ViewLayout.Tabs(List.of(document)), LAYOUT.of(List.of(document)));
        assertNull(LAYOUT.of(List.of(view("PLOT /p", ViewKind.TIME_SERIES))), "it was closed");
    }

    @Test
    void shouldLeaveFloatingViewsOutOfTheDocks() {
        final View space = view("3D", ViewKind.SPATIAL_3D);
        final View floating = view("DOC /f", ViewKind.TEXT_DOCUMENT);
        assertEquals(new ViewLayout.Tabs(List.of(space)), LAYOUT.of(List.of(space, floating)));
        final String far = LAYOUT.text().replace("float 0.125 0.500 0.250 0.300", "float 1e9 NaN -3 0");
        assertEquals(
                Map.of("DOC /f", new Box(1, 0, 0, 0)),
                KeptLayout.parse(far).orElseThrow().floating(),
                "it is brought back to where it can be taken hold of");
    }

    @Test
    void shouldKeepApplicationsApartWhateverTheirNames(@TempDir final Path folder) throws IOException {
        final KeptLayouts layouts = new KeptLayouts(folder.resolve("layouts"));
        final KeptLayout other = new KeptLayout(Set.of("3D"), Set.of(), new Tabs(List.of("3D"), 0));
        layouts.save("../my app", LAYOUT);
        layouts.save("../my_app", other);
        assertEquals(Optional.of(LAYOUT), layouts.load("../my app"));
        assertEquals(Optional.of(other), layouts.load("../my_app"));
        assertEquals(Optional.empty(), layouts.load("x".repeat(5000)));
        layouts.save("x".repeat(5000), other);
        assertEquals(Optional.of(other), layouts.load("x".repeat(5000)));
        layouts.remove("../my app");
        assertEquals(Optional.empty(), layouts.load("../my app"));
        layouts.saveFolded(Set.of(Side.LEFT, Side.TIME));
        assertEquals(Set.of(Side.LEFT, Side.TIME), layouts.folded());
        try (Stream<Path> all = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("layouts")), all.toList(), "nothing beside");
        }
    }
}
