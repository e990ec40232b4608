package dev.kymo.sdk;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.kymo.store.model.DataCell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ComponentsTest {
    private static final String PREFIX = "rerun.components.";

    /// Every archetype of Rerun's, with all its fields set.
    private static final List<Archetype> WHOLE = List.of(
            Arrows2D.clearFields(),
            Arrows3D.clearFields(),
            Asset3D.clearFields(),
            AssetVideo.clearFields(),
            Boxes2D.clearFields(),
            Boxes3D.clearFields(),
            Capsules3D.clearFields(),
            Clear.flat(),
            CoordinateFrame.clearFields(),
            Cylinders3D.clearFields(),
            DepthImage.clearFields(),
            Ellipsoids3D.clearFields(),
            EncodedDepthImage.clearFields(),
            EncodedImage.clearFields(),
            GeoPoints.clearFields(),
            Image.clearFields(),
            InstancePoses3D.clearFields(),
            LineStrips2D.clearFields(),
            LineStrips3D.clearFields(),
            Mesh3D.clearFields(),
            Pinhole.clearFields(),
            Points2D.clearFields(),
            Points3D.clearFields(),
            RecordingInfo.clearFields(),
            Scalars.clearFields(),
            SegmentationImage.clearFields(),
            SeriesLines.clearFields(),
            SeriesPoints.clearFields(),
            TextDocument.clearFields(),
            TextLog.clearFields(),
            Transform3D.clearFields(),
            TransformAxes3D.clearFields(),
            VideoFrameReference.clearFields(),
            VideoStream.clearFields(),
            ViewCoordinates.RDF);

    @Test
    void shouldLayComponentTypesOutAsTheListSays() throws ReflectiveOperationException {
        final Map<String, String> listed = RerunTypes.componentTypes();
        final List<Executable> checks = new ArrayList<>();
        for (final java.lang.reflect.Field constant : Components.class.getFields()) {
            final ComponentType type = (ComponentType) constant.get(null);
            if (type.name().startsWith(PREFIX)) {
                final String shortName = type.name().substring(PREFIX.length());
                checks.add(() ->
                        assertEquals(listed.get(shortName), type.datatype().toString(), type.name()));
            }
        }
        assertEquals(listed.size() - 1, checks.size(), "all of the list but TensorData, which no archetype here has");
        assertAll(checks);
    }

    @Test
    void shouldGiveEachArchetypeTheFieldsOfTheList() {
        final Map<String, Map<String, String>> listed = RerunTypes.archetypes();
        final List<Executable> checks = new ArrayList<>();
        for (final Archetype archetype : WHOLE) {
            final String shortName = archetype.name().substring(archetype.name().lastIndexOf('.') + 1);
            final Map<String, String> fields = new LinkedHashMap<>();
            for (final DataCell cell : archetype.cells()) {
                final String component = cell.descriptor().component();
                assertEquals(archetype.name(), cell.descriptor().archetype());
                assertEquals(shortName + ":", component.substring(0, component.indexOf(':') + 1));
                fields.put(
                        component.substring(component.indexOf(':') + 1),
                        cell.descriptor().componentType());
            }
            checks.add(() -> assertEquals(listed.get(shortName), fields, archetype.name()));
            checks.add(() -> assertEquals("rerun.archetypes." + shortName, archetype.name()));
        }
        assertAll(checks);
    }

    @Test
    void shouldGiveEachCellTheTypeOfItsComponent() {
        final Map<String, String> listed = RerunTypes.componentTypes();
        for (final Archetype archetype : WHOLE) {
            for (final DataCell cell : archetype.cells()) {
                final String type = cell.descriptor().componentType();
                assertNotNull(type);
                assertEquals(
                        listed.get(type.substring(PREFIX.length())),
                        cell.instances().type().toString(),
                        cell.descriptor().component());
            }
        }
    }
}
