package dev.kymo.generator;

import java.util.List;
import java.util.Map;

/// What the definition files say.
///
/// @param components by name, in the order of the file
/// @param archetypes in the order of the file
record Definitions(Map<String, Component> components, List<ArchetypeType> archetypes) {
    /// @param name its short name, `Position3D`
    /// @param isKymo whether it is Kymo's own and not Rerun's
    /// @param layout of one instance
    /// @param parts names of the numbers of a vector; empty for others
    /// @param javaType what a program hands over, empty for what its layout says
    /// @param choices of an enum, else empty
    /// @param doc what an instance is
    record Component(
            String name,
            boolean isKymo,
            Layout layout,
            List<String> parts,
            String javaType,
            List<Choice> choices,
            String doc) {
        boolean isEnum() {
            return !choices.isEmpty();
        }

        boolean isAxisAngle() {
            return javaType.equals("axis-angle");
        }

        /// `POSITION_3D`
        String constant() {
            return Names.constant(name);
        }
    }

    /// One constant of an enum.
    ///
    /// @param number as the definition writes it
    record Choice(String name, String number, String doc) {}

    /// @param isKymo whether it is Kymo's own and not Rerun's
    record ArchetypeType(String name, boolean isKymo, String doc, List<FieldType> fields, List<Make> makes) {
        FieldType field(final String fieldName) {
            return fields.stream()
                    .filter(field -> field.name().equals(fieldName))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// @param name in files, `half_sizes`
    /// @param isMany whether a row has any number of instances
    /// @param isByHand whether the setter is hand-written
    /// @param unset what holds when it is not set; may be empty
    record FieldType(String name, Component component, boolean isMany, boolean isByHand, String doc, String unset) {
        /// `HALF_SIZES`
        String constant() {
            return Names.constant(name);
        }

        /// `halfSizes`
        String method() {
            return Names.camel(name);
        }
    }

    /// A factory that sets fields and does nothing else.
    record Make(String method, List<FieldType> fields, String doc) {}
}
