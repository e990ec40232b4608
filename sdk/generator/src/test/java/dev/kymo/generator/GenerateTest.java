package dev.kymo.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateTest {
    private static final String COMPONENTS = """
            component Place f32*2 (x y) | A place, in metres.
            enum Kind u8 | What it is.
              GOOD 1 | As it should be.
              BAD 2
            """;

    private static final String ARCHETYPES = """
            archetype Spots | Places.
                            |
                            | Of any kind.
              many places Place
              one  kind Kind | | `GOOD`
              make of(places) | Places.
            """;

    @TempDir
    private Path definitions;

    @TempDir
    private Path sources;

    @BeforeEach
    void define() throws IOException {
        write("components.def", COMPONENTS);
        write("archetypes.def", ARCHETYPES);
    }

    private void write(final String name, final String text) throws IOException {
        Files.writeString(definitions.resolve(name), text);
    }

    private String made(final String name) throws IOException {
        return Files.readString(sources.resolve("dev/kymo/sdk").resolve(name));
    }

    @Test
    void shouldMakeAClassOfEachDefinition() throws IOException {
        assertEquals(List.of("Components.java", "Kind.java", "Spots.java"), Generate.generate(definitions, sources));

        final String spots = made("Spots.java");
        assertTrue(spots.contains("/// Places.\n///\n/// Of any kind.\npublic final class Spots implements Archetype"));
        assertTrue(spots.contains("public Spots places(final float... xy)"), spots);
        assertTrue(spots.contains("public Spots kind(final Kind kind)"), spots);
        assertTrue(spots.contains("public Spots manyKind(final Kind... kind)"), spots);
        assertTrue(spots.contains("public static Spots of(final float... xy)"), spots);
        assertTrue(spots.contains("/// What it is. When not set: `GOOD`.\n"), spots);
        assertTrue(made("Kind.java").contains("    /// As it should be.\n    GOOD(1),\n    BAD(2);\n"));
        assertTrue(made("Components.java").contains("PLACE = rerun(\"Place\", Datatype.vector(2, Datatype.FLOAT32));"));
    }

    @Test
    void shouldWriteOnlyWhatIsNotThereYetAndDeleteWhatNothingDefines() throws IOException {
        Generate.generate(definitions, sources);

        assertEquals(List.of(), Generate.generate(definitions, sources));
        write("archetypes.def", ARCHETYPES.replace("Spots", "Marks"));
        assertEquals(List.of("Marks.java", "Spots.java"), Generate.generate(definitions, sources));
        assertTrue(Files.notExists(sources.resolve("dev/kymo/sdk/Spots.java")));
    }

    @Test
    void shouldPutHandWrittenMembersIntoTheClass() throws IOException {
        write(
                "Spots.java",
                "package dev.kymo.sdk;\n\nimport java.util.Set;\n\nfinal class Spots {\n    void more(Set<?> set) {}\n}\n");

        Generate.generate(definitions, sources);

        assertTrue(made("Spots.java").contains("    void more(Set<?> set) {}\n"));
        assertTrue(made("Spots.java").contains("import java.util.Set;\n"));
    }

    @Test
    void shouldNameFileAndLineOfWhatItCannotUnderstand() throws IOException {
        assertRefused(
                "archetypes.def", ARCHETYPES + "  many others Nothing\n", "archetypes.def:7: expected a component");
        assertRefused("archetypes.def", ARCHETYPES + "  some others Place\n", "archetypes.def:7: expected one|many");
        assertRefused(
                "archetypes.def", ARCHETYPES + "  make by(size) | x\n", "archetypes.def:7: expected a field of Spots");
        assertRefused("components.def", "component A f31 | x\n", "components.def:1: expected datatype f31 is none of");
        assertRefused("components.def", "component A [u8 | x\n", "column 4: expected ']'");
        assertRefused("components.def", "component A f32*3 (x y) | x\n", "a name for each of the 3 numbers");
        assertRefused("components.def", "component A f32\n", "a text behind |");
        assertRefused(
                "components.def", COMPONENTS + "component Kind u8 | x\n", "components.def:5: expected another name");
        assertRefused("Other.java", "final class Other {\n}\n", "no archetype for the members in [Other.java]");
        assertRefused("Spots.java", "class Spots {}\n", "Spots.java:1: expected: final class Spots {");
    }

    private void assertRefused(final String file, final String text, final String expected) throws IOException {
        define();
        write(file, text);
        final String message = assertThrows(DefinitionException.class, () -> Generate.generate(definitions, sources))
                .getMessage();
        assertTrue(message.contains(expected), message);
        if (file.endsWith(".java")) {
            Files.delete(definitions.resolve(file));
        }
    }
}
