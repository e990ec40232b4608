package dev.kymo.perf.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What Kymo is measured beside must never come along with Kymo.
final class PeersApartTest {
    private static final Path ROOT = Path.of(System.getProperty("kymo.root"));
    private static final Path PEERS = ROOT.resolve("perf/peers/pom.xml");
    private static final List<String> LIBRARIES = List.of(
            "aeron-driver", "aeron-client", "chronicle-queue", "duckdb_jdbc", "rocksdbjni", "questdb", "sqlite-jdbc");

    @Test
    void shouldNamePeersInTheirOwnModuleOnly() throws IOException {
        final List<String> found = new ArrayList<>();
        for (final Path pom : poms()) {
            final String text = Files.readString(pom);
            LIBRARIES.stream()
                    .filter(library -> text.contains("<artifactId>" + library + "</artifactId>"))
                    .forEach(library -> found.add(ROOT.relativize(pom) + ": " + library));
            if (text.contains("<artifactId>kymo-perf-peers</artifactId>")) {
                found.add(ROOT.relativize(pom) + ": the peers' module");
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void shouldHaveEveryPeerInTheirModule() throws IOException {
        final String text = Files.readString(PEERS);
        for (final String library : LIBRARIES) {
            assertTrue(text.contains("<artifactId>" + library + "</artifactId>"), library);
        }
    }

    @Test
    void shouldBuildThemInAProfileOnly() throws IOException {
        final String root = Files.readString(ROOT.resolve("pom.xml"));
        assertFalse(root.substring(0, root.indexOf("<profiles>")).contains("perf/peers"));
        assertTrue(root.substring(root.indexOf("<profiles>")).contains("perf/peers"));
    }

    @Test
    void shouldNotHaveThemOnTheHarnessesClassPath() {
        final String classPath = System.getProperty("java.class.path");
        LIBRARIES.forEach(library -> assertFalse(classPath.contains("/" + library + "-"), library));
    }

    private static List<Path> poms() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT, 4)) {
            return files.filter(file -> file.endsWith("pom.xml") && !file.equals(PEERS))
                    .toList();
        }
    }
}
