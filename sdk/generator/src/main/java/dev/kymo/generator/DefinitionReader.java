package dev.kymo.generator;

import dev.kymo.generator.Definitions.ArchetypeType;
import dev.kymo.generator.Definitions.Choice;
import dev.kymo.generator.Definitions.Component;
import dev.kymo.generator.Definitions.FieldType;
import dev.kymo.generator.Definitions.Make;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `components.def` and `archetypes.def`; their first lines say how they are written.
final class DefinitionReader {
    private static final Pattern COMPONENT =
            Pattern.compile("component (\\w+) (.+?)(?: \\(([\\w ]+)\\))?(?: as (\\S+))?( kymo)?");
    private static final Pattern ENUM = Pattern.compile("enum (\\w+) (u8|u32)");
    private static final Pattern CHOICE = Pattern.compile("([A-Z][A-Z0-9_]*) (\\d+|0x[0-9a-fA-F]+)");
    private static final Pattern ARCHETYPE = Pattern.compile("archetype (\\w+)( kymo)?");
    private static final Pattern FIELD = Pattern.compile("(one|many) ([a-z][a-z0-9_]*) (\\w+)( hand)?");
    private static final Pattern MAKE = Pattern.compile("make (\\w+)\\(([\\w, ]+)\\)");

    private final Map<String, Component> components = new LinkedHashMap<>();
    private final List<ArchetypeType> archetypes = new ArrayList<>();
    private final String file;
    private int line;

    private DefinitionReader(final String file) {
        this.file = file;
    }

    /// @throws DefinitionException that says the line and what was expected there
    static Definitions read(final List<String> componentLines, final List<String> archetypeLines) {
        final DefinitionReader first = new DefinitionReader("components.def");
        first.readComponents(componentLines);
        final DefinitionReader second = new DefinitionReader("archetypes.def");
        second.components.putAll(first.components);
        second.readArchetypes(archetypeLines);
        return new Definitions(second.components, second.archetypes);
    }

    private void readComponents(final List<String> lines) {
        Component last = null;
        for (final String text : lines) {
            line++;
            if (isNothing(text)) {
                continue;
            }
            final String[] parts = split(text);
            if (text.startsWith("  ")) {
                if (last == null || last.parts().size() > 0) {
                    throw wrong("a choice that belongs to an enum above");
                }
                last = with(last, choice(parts));
            } else {
                last = text.startsWith("enum ") ? newEnum(parts) : component(parts);
            }
            components.put(last.name(), last);
        }
    }

    private Choice choice(final String[] parts) {
        final Matcher choice = match(CHOICE, parts[0], "CONSTANT NUMBER [| meaning]");
        return new Choice(choice.group(1), choice.group(2), parts[1]);
    }

    private Component newEnum(final String[] parts) {
        final Matcher head = match(ENUM, parts[0], "enum NAME u8|u32 | doc");
        final Layout layout = new Layout(head.group(2), 0, List.of());
        return newComponent(new Component(head.group(1), false, layout, List.of(), "", List.of(), parts[1]));
    }

    private static Component with(final Component to, final Choice more) {
        final List<Choice> choices = new ArrayList<>(to.choices());
        choices.add(more);
        return new Component(
                to.name(), to.isKymo(), to.layout(), to.parts(), to.javaType(), List.copyOf(choices), to.doc());
    }

    private Component component(final String[] parts) {
        final Matcher head = match(COMPONENT, parts[0], "component NAME DATATYPE [(PARTS)] [as JAVA] | doc");
        final Layout layout;
        try {
            layout = LayoutText.parse(head.group(2));
        } catch (final IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
        final List<String> names =
                head.group(3) == null ? List.of() : List.of(head.group(3).split(" "));
        final int numbers = (layout.isList() ? layout.item() : layout).numberCount();
        if (names.size() > 1 && names.size() != numbers) {
            throw wrong("a name for each of the " + numbers + " numbers, or one for all of them");
        }
        final String javaType = head.group(4) == null ? "" : head.group(4).replace(",", ", ");
        return newComponent(
                new Component(head.group(1), head.group(5) != null, layout, names, javaType, List.of(), parts[1]));
    }

    private Component newComponent(final Component component) {
        if (component.doc().isEmpty()) {
            throw wrong("a text behind | that says what a " + component.name() + " is");
        }
        if (components.containsKey(component.name())) {
            throw wrong("another name: there is a component " + component.name() + " already");
        }
        return component;
    }

    private void readArchetypes(final List<String> lines) {
        for (final String text : lines) {
            line++;
            if (isNothing(text)) {
                continue;
            }
            if (text.startsWith("archetype ")) {
                newArchetype(split(text));
            } else if (archetypes.isEmpty()) {
                throw wrong("archetype NAME | doc");
            } else {
                final ArchetypeType last = archetypes.removeLast();
                archetypes.add(with(last, split(text)));
            }
        }
    }

    private void newArchetype(final String[] parts) {
        final Matcher head = match(ARCHETYPE, parts[0], "archetype NAME [kymo] | doc");
        if (parts[1].isEmpty()) {
            throw wrong("a text behind | that says what a " + head.group(1) + " is");
        }
        archetypes.add(new ArchetypeType(
                head.group(1), head.group(2) != null, parts[1], new ArrayList<>(), new ArrayList<>()));
    }

    private ArchetypeType with(final ArchetypeType to, final String[] parts) {
        if (parts[0].isEmpty()) {
            return new ArchetypeType(to.name(), to.isKymo(), to.doc() + "\n" + parts[1], to.fields(), to.makes());
        }
        if (parts[0].startsWith("make ")) {
            final Matcher make = match(MAKE, parts[0], "make METHOD(FIELD, ...) | doc");
            final List<FieldType> fields = new ArrayList<>();
            for (final String name : make.group(2).split(", ")) {
                if (to.fields().stream().noneMatch(field -> field.name().equals(name))) {
                    throw wrong("a field of " + to.name() + " instead of " + name);
                }
                fields.add(to.field(name));
            }
            to.makes().add(new Make(make.group(1), fields, parts[1]));
            return to;
        }
        final Matcher field = match(FIELD, parts[0], "one|many FIELD COMPONENT [hand] | doc | when not set");
        final Component component = components.get(field.group(3));
        if (component == null) {
            throw wrong("a component of components.def instead of " + field.group(3));
        }
        final String doc = parts[1].isEmpty() ? component.doc() : parts[1];
        to.fields()
                .add(new FieldType(
                        field.group(2),
                        component,
                        field.group(1).equals("many"),
                        field.group(4) != null,
                        doc,
                        parts[2]));
        return to;
    }

    private static boolean isNothing(final String text) {
        return text.isBlank() || text.startsWith("#");
    }

    /// What is before, between and behind the bars: always three parts.
    private static String[] split(final String text) {
        final String[] parts = text.split("\\|", 3);
        final String[] three = {"", "", ""};
        for (int i = 0; i < parts.length; i++) {
            three[i] = i == 0 ? parts[i].strip().replaceAll(" +", " ") : parts[i].strip();
        }
        return three;
    }

    private Matcher match(final Pattern pattern, final String text, final String expected) {
        final Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw wrong(expected + ", found " + text);
        }
        return matcher;
    }

    private DefinitionException wrong(final String expected) {
        return new DefinitionException(file, line, "expected " + expected);
    }
}
