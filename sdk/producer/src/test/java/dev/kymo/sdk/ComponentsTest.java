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

    /// A list of archetypes with all fields set, each empty.
    private static List<Archetype> whole() throws ReflectiveOperationException {
        final List<Archetype> all = new ArrayList<>();
        for (final String name : RerunTypes.archetypes().keySet()) {
            all.add((Archetype) Class.forName("dev.kymo.sdk." + name)
                    .getMethod("clearFields")
                    .invoke(null));
        }
        return all;
    }

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
        assertEquals(listed.size(), checks.size());
        assertAll(checks);
    }

    @Test
    void shouldGiveEachArchetypeTheFieldsOfTheList() throws ReflectiveOperationException {
        final Map<String, Map<String, String>> listed = RerunTypes.archetypes();
        final List<Executable> checks = new ArrayList<>();
        for (final Archetype archetype : whole()) {
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
    void shouldGiveEachCellTheTypeOfItsComponent() throws ReflectiveOperationException {
        final Map<String, String> listed = RerunTypes.componentTypes();
        for (final Archetype archetype : whole()) {
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
