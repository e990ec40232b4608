package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.render.ViewportRenderer;
import dev.kymo.viewer.ui.panel.OpenViews.View;
import dev.kymo.viewer.ui.window.Icons;
import dev.kymo.viewer.ui.window.Ui;
import dev.kymo.viewer.view.ViewKind;
import org.jspecify.annotations.Nullable;

/// Makes the panels of views, and keeps what is dear to make: the renderers.
final class ViewPanels implements AutoCloseable {
    private final Ui ui;
    private @Nullable SpatialPanel spatial;
    private @Nullable ViewportRenderer flatRenderer;

    ViewPanels(final Ui ui) {
        this.ui = ui;
    }

    Panel create(final View view) {
        return switch (view.proposal().kind()) {
            case SPATIAL_3D -> spatial();
            case IMAGE_2D -> new ImagePanel(ui, view, flatRenderer());
            case TIME_SERIES -> new PlotPanel(view, new PlotCurves());
            case HISTOGRAM -> new PlotPanel(view, new HistogramCurves());
            case SPANS -> new SpansPanel(view);
            case TEXT_LOG -> new LogPanel(view);
            case TEXT_DOCUMENT -> new DocumentPanel(view);
        };
    }

    private SpatialPanel spatial() {
        if (spatial == null) {
            spatial = new SpatialPanel(ui);
        }
        return spatial;
    }

    private ViewportRenderer flatRenderer() {
        if (flatRenderer == null) {
            flatRenderer = new ViewportRenderer(ui.device());
        }
        return flatRenderer;
    }

    /// For a panel that is no longer shown.
    void discard(final @Nullable Panel panel) {
        if (panel instanceof SpatialPanel) {
            panel.forget();
        } else if (panel != null) {
            panel.close();
        }
    }

    static String icon(final ViewKind kind) {
        return switch (kind) {
            case SPATIAL_3D -> Icons.CUBE;
            case IMAGE_2D -> Icons.IMAGE;
            case TIME_SERIES, HISTOGRAM -> Icons.SCALAR;
            case SPANS -> Icons.SPAN;
            case TEXT_LOG -> Icons.LOG;
            case TEXT_DOCUMENT -> Icons.TEXT;
        };
    }

    @Override
    public void close() {
        if (spatial != null) {
            spatial.close();
        }
        if (flatRenderer != null) {
            flatRenderer.close();
        }
    }
}
