package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.panel.OpenViews.View;
import dev.kymo.viewer.view.ViewProposal;

/// A view of some entities of the recording: there may be several of a kind.
abstract class ViewPanel implements Panel {
    private View view;

    ViewPanel(final View view) {
        this.view = view;
    }

    /// Entities may join while data is logged.
    final void show(final View changed) {
        view = changed;
    }

    final ViewProposal shown() {
        return view.proposal();
    }

    @Override
    public final String name() {
        return view.id();
    }

    @Override
    public final String title() {
        return view.title();
    }

    @Override
    public final String icon() {
        return ViewPanels.icon(shown().kind());
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
