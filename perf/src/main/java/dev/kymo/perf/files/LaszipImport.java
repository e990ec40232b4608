package dev.kymo.perf.files;

import com.github.mreutegg.laszip4j.LASPoint;
import com.github.mreutegg.laszip4j.LASReader;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;

/// The library that decompresses LAZ, alone: its own reader, every point's coordinates read and dropped.
final class LaszipImport implements Side {
    private Path file = Path.of("");
    private long points;
    private long blackHole;

    @Override
    public long prepare(final CaseSpec bench) throws IOException, UnavailableException {
        if (!bench.name().equals(CloudFiles.LAZ)) {
            throw new UnavailableException("decompresses LAZ and nothing else");
        }
        file = CloudFiles.file(bench);
        points = read();
        return points;
    }

    private long read() {
        long count = 0;
        for (final LASPoint point : new LASReader(file.toFile()).getPoints()) {
            blackHole += point.getX() + point.getY() + point.getZ();
            count++;
        }
        return count;
    }

    /// Keeps the answers from being computed for nobody.
    long blackHole() {
        return blackHole;
    }

    @Override
    public void round(final Sample sample, final int units) {
        sample.start();
        for (int i = 0; i < units; i++) {
            read();
        }
        sample.stop(points * units);
        sample.figure("points_per_s", sample.ops() / sample.wallNs() * 1e9);
    }
}
