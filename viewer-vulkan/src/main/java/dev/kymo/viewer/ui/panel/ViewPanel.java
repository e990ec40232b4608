package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.view.ViewProposal;

/// A view of some entities of the recording: there may be several of a kind.
abstract class ViewPanel implements Panel {
    private final String id;
    private ViewProposal shown;

    /// @param id unique among views, and lasting
    ViewPanel(final String id, final ViewProposal shown) {
        this.id = id;
        this.shown = shown;
    }

    /// Entities may join while data is logged.
    final void show(final ViewProposal proposal) {
        shown = proposal;
    }

    final ViewProposal shown() {
        return shown;
    }

    @Override
    public final String name() {
        return id;
    }

    @Override
    public final String title() {
        return ViewPanels.title(shown);
    }

    @Override
    public final String icon() {
        return ViewPanels.icon(shown.kind());
    }

    @Override
    public final Place place() {
        return Place.CENTRE;
    }

    @Override
    public final boolean isPadded() {
        return false;
    }

    @Override
    public final boolean isClosable() {
        return true;
    }
}
