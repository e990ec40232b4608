package dev.kymo.perf.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kymo.perf.run.Machine;
import dev.kymo.perf.run.MachineSpeed;
import dev.kymo.perf.run.Statistics;
import dev.kymo.perf.run.SuiteResult;
import dev.kymo.perf.suite.Suites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BaselineTest {
    private static SuiteResult result(final double least, final double most) {
        return new SuiteResult(
                Suites.find("log").orElseThrow(),
                new Machine(
                        "a cpu",
                        2,
                        "a jdk",
                        "a driver",
                        "a kernel",
                        1L << 30,
                        "never",
                        "never",
                        0.5,
                        MachineSpeed.UNKNOWN),
                true,
                7,
                "kymo bench log",
                Instant.EPOCH,
                1.5,
                List.of(),
                List.of(new SuiteResult.Ratio(
                        "scalar-burst",
                        "mean",
                        "agrona-ring",
                        new Statistics.RatioRange((least + most) / 2, least, most, 3, 1, 0))),
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void shouldNameWhatIsWorseInEveryRoundThanTheBaselineInAny(@TempDir final Path folder) throws IOException {
        final Path file = folder.resolve("baseline.json");
        Files.writeString(file, BenchJson.write(List.of(result(1.0, 1.2), result(1.0, 1.2))));
        final Baseline baseline = Baseline.read(file);
        assertEquals(List.of(), baseline.worse(List.of(result(1.1, 9.0))));
        assertEquals(1, baseline.worse(List.of(result(1.5, 1.6))).size());
    }

    @Test
    void shouldRefuseAFileThatIsNoBaseline(@TempDir final Path folder) throws IOException {
        final Path file = Files.writeString(folder.resolve("baseline.json"), "{\"suite\":\"log\"}");
        assertThrows(IOException.class, () -> Baseline.read(file));
    }
}
