package dev.kymo.viewer.view;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Which views to open for a recording that brings no blueprint. The same recording gives the same views in
/// the same order: first what is in space, then images, plots, distributions, spans, logs, documents.
public final class ViewHeuristics {
    /// More would be too small to read; the rest can be opened by hand.
    public static final int MAX_VIEWS = 9;

    private static final int MAX_SERIES_PER_PLOT = 8;
    private static final int MAX_PER_KIND = 8;
    /// Most of them wait in a menu.
    private static final int MAX_PLOTS = 64;

    /// Series whose values differ by more than this share no axis.
    private static final double MAX_MAGNITUDE_RATIO = 100;

    private static final Set<String> SPATIAL = Set.of(
            "Points3D:positions",
            "LineStrips3D:strips",
            "Arrows3D:vectors",
            "Boxes3D:half_sizes",
            "Ellipsoids3D:half_sizes",
            "Capsules3D:lengths",
            "Cylinders3D:lengths",
            "Mesh3D:vertex_positions",
            "Asset3D:blob",
            "Pinhole:image_from_camera",
            "ViewCoordinates:xyz",
            "InstancePoses3D:translations");
    private static final Set<String> IMAGES = Set.of(
            "Image:buffer",
            "EncodedImage:blob",
            "DepthImage:buffer",
            "EncodedDepthImage:blob",
            "SegmentationImage:buffer");
    private static final String SCALARS = "Scalars:scalars";
    private static final String LOG = "TextLog:text";
    private static final String DOCUMENT = "TextDocument:text";

    private ViewHeuristics() {}

    /// Views for what has been logged so far.
    public static List<ViewProposal> propose(final StoreReader reader) {
        final Map<EntityPath, Set<String>> components = new LinkedHashMap<>();
        for (final EntityPath entity : reader.store().entities()) {
            if (!isInternal(entity)) {
                components.put(
                        entity,
                        reader.columns(entity).stream()
                                .map(StoreReader.ColumnInfo::component)
                                .collect(Collectors.toSet()));
            }
        }
        final List<ViewProposal> views = new ArrayList<>();
        if (components.values().stream().anyMatch(has -> has.stream().anyMatch(SPATIAL::contains))) {
            views.add(new ViewProposal(ViewKind.SPATIAL_3D, EntityPath.ROOT, List.of()));
        }
        addImages(components, views);
        addPlots(reader, with(components, SCALARS), views);
        with(components, HistogramRows.ENCODED).stream()
                .limit(MAX_PER_KIND)
                .forEach(entity -> views.add(new ViewProposal(ViewKind.HISTOGRAM, entity, List.of(entity))));
        final List<EntityPath> spans = with(components, SpanRows.DURATION);
        if (!spans.isEmpty()) {
            views.add(new ViewProposal(ViewKind.SPANS, EntityPath.ROOT, spans));
        }
        final List<EntityPath> logs = with(components, LOG);
        if (!logs.isEmpty()) {
            views.add(new ViewProposal(ViewKind.TEXT_LOG, EntityPath.ROOT, logs));
        }
        with(components, DOCUMENT).stream()
                .limit(MAX_PER_KIND)
                .forEach(entity -> views.add(new ViewProposal(ViewKind.TEXT_DOCUMENT, entity, List.of(entity))));
        return List.copyOf(views);
    }

    /// What Rerun keeps about a recording rather than what was logged into it.
    private static boolean isInternal(final EntityPath entity) {
        return !entity.parts().isEmpty() && entity.parts().getFirst().startsWith("__");
    }

    private static List<EntityPath> with(final Map<EntityPath, Set<String>> components, final String component) {
        return components.entrySet().stream()
                .filter(entry -> entry.getValue().contains(component))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// One view per camera, and of pictures without one, one per parent: what lies there together is stacked.
    private static void addImages(final Map<EntityPath, Set<String>> components, final List<ViewProposal> views) {
        final Map<EntityPath, List<EntityPath>> byOrigin = new TreeMap<>();
        components.forEach((entity, has) -> {
            if (has.stream().anyMatch(IMAGES::contains)) {
                byOrigin.computeIfAbsent(imageOrigin(entity, components), _ -> new ArrayList<>())
                        .add(entity);
            }
        });
        byOrigin.entrySet().stream()
                .limit(MAX_PER_KIND)
                .forEach(entry -> views.add(new ViewProposal(ViewKind.IMAGE_2D, entry.getKey(), entry.getValue())));
    }

    private static EntityPath imageOrigin(final EntityPath entity, final Map<EntityPath, Set<String>> components) {
        for (EntityPath path = entity; path != null; path = path.parent()) {
            if (components.getOrDefault(path, Set.of()).contains("Pinhole:image_from_camera")) {
                return path;
            }
        }
        return entity;
    }

    /// Scalars that share a parent and a magnitude share a plot.
    private static void addPlots(
            final StoreReader reader, final List<EntityPath> scalars, final List<ViewProposal> views) {
        final Map<EntityPath, List<EntityPath>> byParent = new TreeMap<>();
        for (final EntityPath entity : scalars) {
            final EntityPath parent = entity.parent();
            byParent.computeIfAbsent(parent == null ? entity : parent, _ -> new ArrayList<>())
                    .add(entity);
        }
        final List<ViewProposal> styled = new ArrayList<>();
        final List<ViewProposal> plain = new ArrayList<>();
        for (final Map.Entry<EntityPath, List<EntityPath>> group : byParent.entrySet()) {
            for (final List<EntityPath> together : byMagnitude(reader, group.getValue())) {
                final EntityPath origin = together.size() == 1 ? together.getFirst() : group.getKey();
                final boolean hasStyle = together.stream().anyMatch(entity -> isStyled(reader, entity));
                (hasStyle ? styled : plain).add(new ViewProposal(ViewKind.TIME_SERIES, origin, together));
            }
        }
        // Who says how a series is to look wants it to be seen.
        styled.addAll(plain);
        styled.stream().limit(MAX_PLOTS).forEach(views::add);
    }

    private static boolean isStyled(final StoreReader reader, final EntityPath entity) {
        return reader.columns(entity).stream()
                .map(StoreReader.ColumnInfo::component)
                .anyMatch(component -> component.startsWith("SeriesLines:") || component.startsWith("SeriesPoints:"));
    }

    private static List<List<EntityPath>> byMagnitude(final StoreReader reader, final List<EntityPath> entities) {
        final List<List<EntityPath>> groups = new ArrayList<>();
        final List<double[]> spans = new ArrayList<>();
        for (final EntityPath entity : entities) {
            final double magnitude = ScalarColumn.lastMagnitude(reader, entity);
            boolean placed = false;
            for (int i = 0; i < groups.size() && !placed; i++) {
                final double least = Math.min(spans.get(i)[0], magnitude);
                final double most = Math.max(spans.get(i)[1], magnitude);
                // A magnitude of zero says nothing about the scale
                final boolean fits = magnitude == 0 || most <= least * MAX_MAGNITUDE_RATIO;
                if (fits && groups.get(i).size() < MAX_SERIES_PER_PLOT) {
                    groups.get(i).add(entity);
                    if (magnitude > 0) {
                        spans.set(i, new double[] {least, most});
                    }
                    placed = true;
                }
            }
            if (!placed) {
                groups.add(new ArrayList<>(List.of(entity)));
                spans.add(
                        magnitude > 0
                                ? new double[] {magnitude, magnitude}
                                : new double[] {Double.POSITIVE_INFINITY, 0});
            }
        }
        return groups;
    }
}
