package dev.kymo.viewer.ui.panel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.ui.panel.OpenViews.View;
import dev.kymo.viewer.view.ViewKind;
import dev.kymo.viewer.view.ViewProposal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OpenViewsTest {
    private static ViewProposal view(final ViewKind kind, final String origin, final String... entities) {
        return new ViewProposal(
                kind,
                EntityPath.parse(origin),
                Arrays.stream(entities).map(EntityPath::parse).toList());
    }

    private static final ViewProposal SPACE = view(ViewKind.SPATIAL_3D, "/");

    @Test
    void shouldOpenAFewOfEachKindAndKeepTheRest() {
        final List<ViewProposal> proposals = new ArrayList<>(List.of(SPACE));
        for (int i = 0; i < 12; i++) {
            proposals.add(view(ViewKind.TIME_SERIES, "/p" + i, "/p" + i + "/a"));
        }
        proposals.add(view(ViewKind.TEXT_LOG, "/", "/log"));
        final OpenViews views = OpenViews.NONE.with(proposals);
        assertEquals(14, views.views().size());
        assertEquals(
                List.of("3D", "TIME_SERIES /p0", "TIME_SERIES /p1", "TIME_SERIES /p2", "TIME_SERIES /p3", "TEXT_LOG /"),
                views.open().stream().map(View::id).toList());
        final OpenViews onlyPlots = OpenViews.NONE.with(proposals.subList(1, 13));
        assertEquals(9, onlyPlots.open().size(), "there is nothing else to leave room for");
        assertSame(views, views.with(proposals), "nothing new");
    }

    @Test
    void shouldNotReopenWhatWasClosed() {
        final List<ViewProposal> proposals = List.of(SPACE, view(ViewKind.TEXT_LOG, "/", "/log"));
        final OpenViews closed = OpenViews.NONE.with(proposals).opening("TEXT_LOG /", false);
        final OpenViews later = closed.with(List.of(
                SPACE, view(ViewKind.TEXT_LOG, "/", "/log", "/more"), view(ViewKind.TEXT_DOCUMENT, "/doc", "/doc")));
        assertEquals(
                List.of("3D", "TEXT_DOCUMENT /doc"),
                later.open().stream().map(View::id).toList());
        final View log = later.find("TEXT_LOG /").orElseThrow();
        assertEquals(2, log.proposal().entities().size(), "what comes joins the log, closed as it is");
        assertTrue(later.opening("TEXT_LOG /", true)
                .find("TEXT_LOG /")
                .orElseThrow()
                .isOpen());
    }

    @Test
    void shouldLeaveSeriesInTheirPlotsWhenMagnitudesChange() {
        final OpenViews first = OpenViews.NONE.with(List.of(
                view(ViewKind.TIME_SERIES, "/m", "/m/a", "/m/b"), view(ViewKind.TIME_SERIES, "/m", "/m/c", "/m/d")));
        assertEquals(
                List.of("TIME_SERIES /m", "TIME_SERIES /m /m/c"),
                first.views().stream().map(View::id).toList());
        assertEquals(
                List.of("m", "m · c"), first.views().stream().map(View::title).toList());
        final OpenViews regrouped = first.with(List.of(
                view(ViewKind.TIME_SERIES, "/m", "/m/a", "/m/c"), view(ViewKind.TIME_SERIES, "/m", "/m/b", "/m/d")));
        assertEquals(first, regrouped);
    }
}
