package dev.kymo.generator;

import dev.kymo.generator.Definitions.Component;
import dev.kymo.generator.Definitions.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One way of giving a field its instances: a method's parameters, and the expression that makes instances of them.
///
/// @param parameters as declared, `final float... xyz`
/// @param names of the parameters
/// @param instances `Instances.floats(POSITIONS, xyz)`
/// @param doc what is to be said of the parameters; for other than the first way, all there is to say
record Setter(List<String> parameters, List<String> names, String instances, String doc) {
    private static final String FROM_MEMORY = "The same from borrowed memory: little-endian, without padding.";
    private static final int UNSIGNED_SHORTS = 65_535;

    private static final Map<String, String> JAVA_NUMBERS = Map.of(
            "i8", "byte", "u8", "byte", "i16", "short", "u16", "short", "i32", "int", "u32", "int", "f32", "float",
            "f64", "double");

    /// Ways of giving a field one instance.
    static List<Setter> ofOne(final FieldType field) {
        final Component component = field.component();
        final String constant = field.constant();
        final String name = field.method();
        if (component.isAxisAngle()) {
            return List.of(new Setter(
                    List.of("final float x", "final float y", "final float z", "final float angleRad"),
                    List.of("x", "y", "z", "angleRad"),
                    "Instances.axisAngles(" + constant + ", new float[] {x, y, z}, new float[] {angleRad})",
                    "x, y, z are the axis, `angleRad` the angle."));
        }
        if (component.isEnum()) {
            final String type = component.name();
            return one(type, name, "Instances.codes(" + constant + ", List.of(" + name + "), " + type + "::code)", "");
        }
        if (!component.javaType().isEmpty()) {
            return one(component.javaType(), name, made(component) + "(" + constant + ", List.of(" + name + "))", "");
        }
        return switch (component.layout().kind()) {
            case "text" -> one("String", name, "Instances.text(" + name + ")", "");
            case "bool" -> one("boolean", name, "Instances.bool(" + name + ")", "");
            case "list" -> blob(field);
            case "vector" -> oneVector(field);
            case "u16" -> one("int", name, "Instances.unsignedShorts(" + constant + ", " + name + ")", range());
            default -> one(number(component), name, plain(component, constant, name), "");
        };
    }

    /// Ways of giving a field any number of instances.
    static List<Setter> ofMany(final FieldType field) {
        final Component component = field.component();
        final String constant = field.constant();
        final String name = field.method();
        if (component.isAxisAngle()) {
            return List.of(new Setter(
                    List.of("final float[] axes", "final float[] anglesRad"),
                    List.of("axes", "anglesRad"),
                    "Instances.axisAngles(" + constant + ", axes, anglesRad)",
                    "`axes` has 3 floats for each angle.\n@throws IllegalArgumentException when it has not"));
        }
        if (component.isEnum()) {
            final String type = component.name();
            return one(
                    type + "...",
                    name,
                    "Instances.codes(" + constant + ", List.of(" + name + "), " + type + "::code)",
                    "");
        }
        final String type = component.javaType();
        if (type.contains("<")) {
            return one("List<" + type + ">", name, made(component) + "(" + constant + ", " + name + ")", "");
        }
        if (!type.isEmpty()) {
            return one(type + "...", name, made(component) + "(" + constant + ", List.of(" + name + "))", "");
        }
        return switch (component.layout().kind()) {
            case "text" -> {
                final List<Setter> all = new ArrayList<>(one("String...", name, "ArrayData.text(" + name + ")", ""));
                all.addAll(one("List<String>", name, "ArrayData.text(" + name + ")", "The same from a list."));
                yield all;
            }
            case "bool" -> one("boolean...", name, "ArrayData.booleans(" + name + ")", "");
            case "list" ->
                component.layout().item().kind().equals("u8")
                        ? one("byte[]...", name, "Instances.blobs(" + constant + ", " + name + ")", "Copied.")
                        : strips(field);
            default -> numbers(field);
        };
    }

    private static List<Setter> one(final String type, final String name, final String instances, final String doc) {
        return List.of(new Setter(List.of("final " + type + " " + name), List.of(name), instances, doc));
    }

    private static String made(final Component component) {
        return "Instances." + Names.small(component.name());
    }

    private static String number(final Component component) {
        final String kind = component.layout().number().kind();
        return kind.equals("f16") ? "float" : JAVA_NUMBERS.getOrDefault(kind, "long");
    }

    private static String plain(final Component component, final String constant, final String arguments) {
        final boolean isHalf = component.layout().number().kind().equals("f16");
        return "Instances." + (isHalf ? "halfs" : number(component) + "s") + "(" + constant + ", " + arguments + ")";
    }

    private static String range() {
        return "From 0 to " + UNSIGNED_SHORTS + ".";
    }

    private static List<Setter> blob(final FieldType field) {
        final String name = field.method();
        final List<Setter> all = new ArrayList<>(one(
                "byte...",
                name,
                "Instances.blob(" + field.constant() + ", MemorySegment.ofArray(" + name + "))",
                "Borrowed."));
        all.addAll(one(
                "MemorySegment",
                name,
                "Instances.blob(" + field.constant() + ", " + name + ")",
                "The same from borrowed memory."));
        return all;
    }

    private static List<Setter> oneVector(final FieldType field) {
        final Component component = field.component();
        final String type = number(component);
        final List<String> parts = component.parts();
        if (parts.size() > 1) {
            return List.of(new Setter(
                    parts.stream().map(part -> "final " + type + " " + part).toList(),
                    parts,
                    plain(component, field.constant(), String.join(", ", parts)),
                    ""));
        }
        final String name = arrayName(field);
        return one(type + "...", name, plain(component, field.constant(), name), shape(component, name, ""));
    }

    private static List<Setter> numbers(final FieldType field) {
        final Component component = field.component();
        final String name = arrayName(field);
        final boolean isVector = component.layout().isVector();
        final List<Setter> all = new ArrayList<>(one(
                number(component) + "...",
                name,
                plain(component, field.constant(), name),
                isVector ? shape(component, name, " for each") : "Borrowed."));
        if (component.layout().kind().equals("u16")) {
            all.addAll(one(
                    "int...",
                    name,
                    "Instances.unsignedShorts(" + field.constant() + ", " + name + ")",
                    "The same as numbers from 0 to " + UNSIGNED_SHORTS + "; copied."));
        }
        all.addAll(one(
                "MemorySegment",
                field.method(),
                "Instances.segment(" + field.constant() + ", " + field.method() + ")",
                FROM_MEMORY));
        return all;
    }

    private static String shape(final Component component, final String name, final String each) {
        final int count = component.layout().numberCount();
        final boolean isHalf = component.layout().number().kind().equals("f16");
        return "`" + name + "` has " + count + " " + number(component) + "s" + each
                + (isHalf ? ", copied to half precision." : ", borrowed.")
                + "\n@throws IllegalArgumentException when the length is no multiple of " + count;
    }

    private static String arrayName(final FieldType field) {
        final List<String> parts = field.component().parts();
        return parts.isEmpty() ? field.method() : Names.joined(parts);
    }

    private static List<Setter> strips(final FieldType field) {
        final Component component = field.component();
        final String constant = field.constant();
        final String type = number(new Component("", false, component.layout().item(), List.of(), "", List.of(), ""));
        final String points = arrayName(field);
        final String name = field.method();
        final String cut = "Cut from one run of points, borrowed: `i` has the points from `offsets[i]` up to but not"
                + " including `offsets[i + 1]`.";
        final int count = component.layout().item().numberCount();
        return List.of(
                new Setter(
                        List.of("final " + type + "[] " + points),
                        List.of(points),
                        "Instances.strips(" + constant + ", " + points + ")",
                        "One, whose points have " + count + " " + type + "s each, borrowed."),
                new Setter(
                        List.of("final " + type + "[]... " + name),
                        List.of(name),
                        "Instances.strips(" + constant + ", " + name + ")",
                        "Each an array of its points, " + count + " " + type
                                + "s a point; several are gathered into one array."),
                new Setter(
                        List.of("final " + type + "[] " + points, "final int... offsets"),
                        List.of(points, "offsets"),
                        "Instances.strips(" + constant + ", MemorySegment.ofArray(" + points + "), offsets)",
                        cut),
                new Setter(
                        List.of("final MemorySegment " + points, "final int... offsets"),
                        List.of(points, "offsets"),
                        "Instances.strips(" + constant + ", " + points + ", offsets)",
                        cut + " Little-endian, without padding."));
    }
}
