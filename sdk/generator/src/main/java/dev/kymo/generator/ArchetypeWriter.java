package dev.kymo.generator;

import dev.kymo.generator.Definitions.ArchetypeType;
import dev.kymo.generator.Definitions.FieldType;
import dev.kymo.generator.Definitions.Make;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Writes the class of one archetype.
final class ArchetypeWriter {
    private static final String STEP = JavaText.STEP;

    /// Types that a class may need to import, when it names them.
    private static final Map<String, String> IMPORTS = Map.of(
            "ArrayData", "dev.kymo.store.model.ArrayData",
            "DataCell", "dev.kymo.store.model.DataCell",
            "MemorySegment", "java.lang.foreign.MemorySegment",
            "List", "java.util.List",
            "Map", "java.util.Map");

    private final ArchetypeType archetype;
    private final HandWritten hand;
    private final JavaText body = new JavaText();

    private ArchetypeWriter(final ArchetypeType archetype, final HandWritten hand) {
        this.archetype = archetype;
        this.hand = hand;
    }

    static String write(final ArchetypeType archetype, final HandWritten hand) {
        return new ArchetypeWriter(archetype, hand).write();
    }

    private String write() {
        body.doc("", archetype.doc()).line("public final class " + archetype.name() + " implements Archetype {");
        constants();
        beginnings();
        archetype.makes().forEach(this::make);
        if (!hand.members().isEmpty()) {
            hand.members().forEach(body::line);
            body.blank();
        }
        archetype.fields().stream().filter(field -> !field.isByHand()).forEach(this::writeSetters);
        end();
        final JavaText file = new JavaText()
                .line("// Made by the build from archetypes.def"
                        + (hand.members().isEmpty() ? "" : " and " + archetype.name() + ".java beside it")
                        + ": changes belong there.")
                .line("package dev.kymo.sdk;")
                .blank();
        imports().forEach(file::line);
        return file.blank() + body.toString();
    }

    private Iterable<String> imports() {
        final TreeSet<String> imports = new TreeSet<>(hand.imports());
        final String text = body.toString().replaceAll("(?m)^ *///.*$", "");
        IMPORTS.forEach((name, full) -> {
            if (text.matches("(?s).*\\b" + name + "\\b.*")) {
                imports.add("import " + full + ";");
            }
        });
        return imports;
    }

    private void constants() {
        final List<String> names = new ArrayList<>();
        for (final FieldType field : archetype.fields()) {
            final String component = field.component().constant();
            final String owner = archetype.isKymo()
                    ? "ArchetypeField.of(\"kymo." + archetype.name() + "\", "
                    : "ArchetypeField.rerun(\"" + archetype.name() + "\", ";
            body.doc(STEP, (field.isMany() ? "Any number of" : "One") + " [Components#" + component + "].");
            body.assign(
                    STEP,
                    "public static final ArchetypeField " + field.constant(),
                    owner + "\"" + field.name() + "\", Components." + component + ")");
            names.add(field.constant());
        }
        body.blank()
                .call(STEP, "private static final Fields NONE = Fields.none", names, ";")
                .blank()
                .line(STEP + "private final Fields fields;")
                .blank();
    }

    private void beginnings() {
        final String name = archetype.name();
        body.line(STEP + "private " + name + "(final Fields fields) {")
                .line(STEP + STEP + "this.fields = fields;")
                .line(STEP + "}")
                .blank()
                .doc(STEP, "Nothing set: for logging some fields while the others stay in force.")
                .line(STEP + "public static " + name + " update() {")
                .line(STEP + STEP + "return new " + name + "(NONE);")
                .line(STEP + "}")
                .blank()
                .doc(STEP, "Every field set to 0 instances: hides all that was logged of this archetype before.")
                .line(STEP + "public static " + name + " clearFields() {")
                .line(STEP + STEP + "return new " + name + "(NONE.allCleared());")
                .line(STEP + "}")
                .blank();
    }

    /// Of one field, a factory for each way of giving it; of several, one that takes the first way of each.
    private void make(final Make make) {
        if (make.fields().size() == 1) {
            final FieldType field = make.fields().getFirst();
            for (final Setter setter : setters(field)) {
                factory(
                        make.method(),
                        doc(make.doc(), setter.doc(), ""),
                        setter.parameters(),
                        List.of(field.method() + "(" + String.join(", ", setter.names()) + ")"));
            }
            return;
        }
        final List<String> parameters = new ArrayList<>();
        final List<String> calls = new ArrayList<>();
        for (final FieldType field : make.fields()) {
            final Setter first = setters(field).getFirst();
            // Two of them may have numbers of one name, such as x, y, z: then arrays are called as their fields
            final boolean isArray = first.parameters().size() == 1
                    && first.parameters().getFirst().contains("...");
            if (isArray) {
                final String type = first.parameters().getFirst().replaceAll("final (.*)\\.\\.\\. .*", "$1");
                parameters.add("final " + type + "[] " + field.method());
                calls.add(field.method() + "(" + field.method() + ")");
            } else {
                parameters.addAll(first.parameters());
                calls.add(field.method() + "(" + String.join(", ", first.names()) + ")");
            }
        }
        final boolean hasVector = make.fields().stream()
                .anyMatch(field -> field.isMany() && field.component().layout().isVector());
        factory(
                make.method(),
                doc(make.doc(), hasVector ? "Arrays as in the setters, borrowed." : "", ""),
                parameters,
                calls);
    }

    private void factory(
            final String method, final String doc, final List<String> parameters, final List<String> calls) {
        body.doc(STEP, doc)
                .call(STEP, "public static " + archetype.name() + " " + method, parameters, " {")
                .line(STEP + STEP + "return update()." + String.join(".", calls) + ";")
                .line(STEP + "}")
                .blank();
    }

    private static List<Setter> setters(final FieldType field) {
        return field.isMany() ? Setter.ofMany(field) : Setter.ofOne(field);
    }

    private void writeSetters(final FieldType field) {
        write(field.method(), field, setters(field), "");
        if (!field.isMany()) {
            write(
                    "many" + Names.capital(field.method()),
                    field,
                    Setter.ofMany(field),
                    "One for each row of [#columns]. ");
        }
    }

    private void write(final String method, final FieldType field, final List<Setter> setters, final String columns) {
        boolean isFirst = true;
        for (final Setter setter : setters) {
            final boolean isWhole = isFirst || !setter.doc().startsWith("The same");
            body.doc(
                    STEP,
                    isWhole ? doc(columns + field.doc(), setter.doc(), isFirst ? field.unset() : "") : setter.doc());
            body.call(STEP, "public " + archetype.name() + " " + method, setter.parameters(), " {");
            set(field.constant(), setter.instances());
            body.line(STEP + "}").blank();
            isFirst = false;
        }
    }

    private void set(final String constant, final String instances) {
        final String with = "fields.with(" + constant + ", " + instances + ")";
        final String begin = STEP + STEP + "return new " + archetype.name();
        if ((begin + "(" + with + ");").length() <= 120 || with.length() <= 100) {
            body.call(STEP + STEP, "return new " + archetype.name(), List.of(with), ";");
        } else {
            body.call(
                    STEP + STEP, "return new " + archetype.name() + "(fields.with", List.of(constant, instances), ");");
        }
    }

    /// What it is, how it is given, what holds otherwise; paragraphs that begin with `@` last.
    private static String doc(final String what, final String how, final String unset) {
        final int at = how.indexOf("\n@");
        final String sentence = at < 0 ? how : how.substring(0, at);
        return what
                + (sentence.isEmpty() ? "" : " " + sentence)
                + (unset.isEmpty() ? "" : " When not set: " + unset + ".")
                + (at < 0 ? "" : how.substring(at));
    }

    private void end() {
        for (final String method : List.of("String name", "List<DataCell> cells", "String toString")) {
            final String name = method.substring(method.lastIndexOf(' ') + 1);
            body.line(STEP + "@Override")
                    .line(STEP + "public " + method + "() {")
                    .line(STEP + STEP + "return fields." + (name.equals("name") ? "archetype" : name) + "();")
                    .line(STEP + "}");
            if (!name.equals("toString")) {
                body.blank();
            }
        }
        body.line("}");
    }
}
