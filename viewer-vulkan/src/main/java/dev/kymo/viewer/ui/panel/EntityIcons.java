package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.state.EntityNode;
import dev.kymo.viewer.ui.window.Icons;
import java.util.Map;
import java.util.Set;

/// What kind of thing an entity is, as an icon.
final class EntityIcons {
    /// The first that fits wins: what is seen before what places it.
    private static final Map<String, String> ICONS = new java.util.LinkedHashMap<>();

    static {
        ICONS.put("Points3D", Icons.POINTS);
        ICONS.put("Points2D", Icons.POINTS);
        ICONS.put("DepthImage", Icons.DEPTH);
        ICONS.put("Image", Icons.IMAGE);
        ICONS.put("EncodedImage", Icons.IMAGE);
        ICONS.put("SegmentationImage", Icons.IMAGE);
        ICONS.put("Pinhole", Icons.CAMERA);
        ICONS.put("LineStrips3D", Icons.LINES);
        ICONS.put("LineStrips2D", Icons.LINES);
        ICONS.put("Arrows3D", Icons.LINES);
        ICONS.put("Boxes3D", Icons.BOX);
        ICONS.put("Boxes2D", Icons.BOX);
        ICONS.put("Mesh3D", Icons.CUBE);
        ICONS.put("Asset3D", Icons.CUBE);
        ICONS.put("Scalars", Icons.SCALAR);
        ICONS.put("TextLog", Icons.LOG);
        ICONS.put("TextDocument", Icons.TEXT);
        ICONS.put("Span", Icons.SPAN);
        ICONS.put("Histogram", Icons.SCALAR);
        ICONS.put("Transform3D", Icons.MOVE);
        ICONS.put("ViewCoordinates", Icons.MOVE);
    }

    private EntityIcons() {}

    static String of(final EntityNode node) {
        final Set<String> archetypes = node.archetypes();
        for (final Map.Entry<String, String> each : ICONS.entrySet()) {
            if (archetypes.contains(each.getKey())) {
                return each.getValue();
            }
        }
        return node.hasData() ? Icons.ENTITY : Icons.FOLDER;
    }
}
