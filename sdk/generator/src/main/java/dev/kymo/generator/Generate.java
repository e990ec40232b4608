package dev.kymo.generator;

import dev.kymo.generator.Definitions.ArchetypeType;
import dev.kymo.generator.Definitions.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Reads the definitions in a folder and writes the classes they define. Files that would be the same stay as they
/// are, so that nothing is compiled anew; those that nothing defines any more are deleted.
public final class Generate {
    private static final String PACKAGE = "dev/kymo/sdk";

    private Generate() {}

    /// @param args the folder of definitions, and the root of the sources to be written
    /// @throws IOException when a file can't be read or written
    /// @throws DefinitionException for a definition that can't be understood
    public static void main(final String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException("usage: Generate DEFINITIONS SOURCES, found " + List.of(args));
        }
        generate(Path.of(args[0]), Path.of(args[1]));
    }

    /// @return the names of files that were written or deleted
    static List<String> generate(final Path definitions, final Path sources) throws IOException {
        final Map<String, String> classes = classes(definitions);
        final Path folder = Files.createDirectories(sources.resolve(PACKAGE));
        final List<String> changed = new ArrayList<>();
        for (final Map.Entry<String, String> each : classes.entrySet()) {
            final Path file = folder.resolve(each.getKey());
            if (!Files.exists(file) || !Files.readString(file).equals(each.getValue())) {
                Files.writeString(file, each.getValue());
                changed.add(each.getKey());
            }
        }
        for (final String name : names(folder)) {
            if (!classes.containsKey(name)) {
                Files.delete(folder.resolve(name));
                changed.add(name);
            }
        }
        return changed;
    }

    private static Map<String, String> classes(final Path folder) throws IOException {
        final Definitions definitions = DefinitionReader.read(
                Files.readAllLines(folder.resolve("components.def")),
                Files.readAllLines(folder.resolve("archetypes.def")));
        final Map<String, String> classes = new TreeMap<>();
        classes.put(
                "Components.java",
                ComponentWriter.writeAll(definitions.components().values()));
        for (final Component component : definitions.components().values()) {
            if (component.isEnum()) {
                classes.put(component.name() + ".java", ComponentWriter.writeEnum(component));
            }
        }
        final Set<String> unused = new HashSet<>(names(folder));
        for (final ArchetypeType archetype : definitions.archetypes()) {
            final String name = archetype.name() + ".java";
            unused.remove(name);
            classes.put(name, ArchetypeWriter.write(archetype, handWritten(folder.resolve(name), archetype.name())));
        }
        if (!unused.isEmpty()) {
            throw new DefinitionException("archetypes.def", 1, "no archetype for the members in " + unused);
        }
        return classes;
    }

    private static HandWritten handWritten(final Path file, final String className) throws IOException {
        return Files.exists(file)
                ? HandWritten.of(String.valueOf(file.getFileName()), className, Files.readAllLines(file))
                : HandWritten.NOTHING;
    }

    private static List<String> names(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }
}
