package dev.kymo.perf.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.suite.Suite;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SampleLineTest {
    private static Sample sample() {
        final Sample sample = new Sample();
        sample.start();
        sample.stop(10);
        sample.setWallNs(1250.5);
        sample.addBytes(4096);
        sample.recordBatch(1600, 16);
        sample.recordBatch(3200, 16);
        sample.figure("blocked", 3);
        return sample;
    }

    @Test
    void shouldCarryASampleBetweenProcesses() {
        final SampleLine line = SampleLine.parse(SampleLine.format(sample()));
        assertEquals(10, line.ops());
        assertEquals(125.05, line.meanNs(), 1e-9);
        assertEquals(4096, line.bytes());
        assertEquals(2, line.latencies().getTotalCount());
        assertEquals(Map.of("blocked", 3.0), line.figures());
    }

    @Test
    void shouldCarryASampleWithoutLatencies() {
        final SampleLine line = SampleLine.parse("sample 4 100.0 20.5 50 0 0 - bytes=12.5");
        assertEquals(0, line.latencies().getTotalCount());
        assertEquals(25, line.meanNs());
        assertEquals(20.5, line.typicalNs());
        assertEquals(12.5, line.figures().get("bytes"));
    }

    @Test
    void shouldRefuseWhatIsNoSample() {
        assertThrows(IllegalArgumentException.class, () -> SampleLine.parse("error out of luck"));
        assertThrows(IllegalArgumentException.class, () -> SampleLine.parse("sample 4 100.0 20.5 50 0 0 - nothing"));
    }

    @Test
    void shouldCallTypicalWhatTheMiddlePieceOfARoundTook() {
        final Sample sample = new Sample();
        sample.start();
        sample.stop(30);
        sample.setWallNs(9000);
        assertEquals(300, sample.typicalNs(), "without pieces or latencies the mean");
        sample.recordPaced(40, 1000);
        sample.recordPaced(50, 1000);
        sample.recordPaced(900, 1000);
        assertEquals(50, sample.typicalNs(), 0.1, "without pieces the median latency");
        sample.piece(200, 10);
        sample.piece(8500, 10);
        sample.piece(300, 10);
        assertEquals(30, sample.typicalNs());
        assertEquals(30, SampleLine.parse(SampleLine.format(sample)).typicalNs());
        sample.clear();
        sample.piece(10, 1);
        sample.piece(20, 1);
        assertEquals(15, sample.typicalNs());
    }

    @Test
    void shouldKeepBatchesApartFromTheirCalls() {
        final CaseResult result = new CaseResult(Suite.Case.of("c", "a case", "call"), "kymo");
        result.add(0, false, SampleLine.parse(SampleLine.format(sample())));
        assertEquals(100, result.median("p50"), 0.1);
        assertEquals(200, result.median("max"), 0.2);
        assertEquals(3, result.median("blocked"));
        assertThrows(IllegalArgumentException.class, () -> result.median("nothing"));
    }

    @Test
    void shouldCarryACaseBetweenProcesses() {
        final CaseSpec bench =
                new CaseSpec("log", "scalar-burst", 7, true, 0.5, Path.of("/a folder"), Path.of("/data"));
        assertEquals(bench, CaseSpec.parse(bench.toLine()));
        assertEquals(50, bench.size(100, 1000));
        assertThrows(IllegalArgumentException.class, () -> CaseSpec.parse("log\tscalar"));
    }
}
