package dev.kymo.generator;

import java.util.ArrayList;
import java.util.List;

/// The part of a class that a definition can't say: the members of a Java file beside the definitions.
///
/// @param imports lines of the file
/// @param members what is between the braces of its class
record HandWritten(List<String> imports, List<String> members) {
    static final HandWritten NOTHING = new HandWritten(List.of(), List.of());

    /// @throws DefinitionException when the file is not one final class of that name
    static HandWritten of(final String file, final String className, final List<String> lines) {
        final List<String> imports = new ArrayList<>();
        int from = -1;
        int to = -1;
        for (int i = 0; i < lines.size(); i++) {
            final String line = lines.get(i);
            if (line.startsWith("import ") && from < 0) {
                imports.add(line);
            } else if (line.equals("final class " + className + " {")) {
                from = i + 1;
            } else if (line.equals("}")) {
                to = i;
            }
        }
        if (from < 0 || to < from) {
            throw new DefinitionException(file, 1, "expected: final class " + className + " { … }");
        }
        return new HandWritten(imports, lines.subList(from, to));
    }
}
