package dev.kymo.viewer.view;

import dev.kymo.store.model.EntityPath;
import java.util.List;

/// A view worth showing: what it is, and of what.
///
/// @param origin the entity it is named after: the nearest that is above all of `entities`
/// @param entities what it shows, in path order; empty for a view of the whole recording
public record ViewProposal(ViewKind kind, EntityPath origin, List<EntityPath> entities) {
    public ViewProposal {
        entities = List.copyOf(entities);
    }

    /// For a tab: the last part of the origin, or what the view is when it is of everything.
    public String title() {
        final List<String> parts = origin.parts();
        if (!parts.isEmpty()) {
            return parts.getLast();
        }
        return switch (kind) {
            case SPATIAL_3D -> "3D";
            case IMAGE_2D -> "Images";
            case TIME_SERIES -> "Plots";
            case HISTOGRAM -> "Distributions";
            case SPANS -> "Spans";
            case TEXT_LOG -> "Log";
            case TEXT_DOCUMENT -> "Document";
        };
    }
}
