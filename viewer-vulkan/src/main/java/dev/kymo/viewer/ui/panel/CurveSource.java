package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.ui.panel.PlotCurves.Curve;
import dev.kymo.viewer.ui.state.Session;
import java.util.List;

/// Where a plot's lines come from.
interface CurveSource {
    /// The curves of a window of time; the same object as long as nothing has changed.
    ///
    /// @param columns how many pixels the window is wide
    List<Curve> of(Session session, List<EntityPath> entities, PlotWindow.Times times, int columns);

    /// Lets go of what is kept.
    void forget();
}
