package dev.kymo.perf.files;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/// One operation is opening a file, one latest-at on every entity, and closing it. The file is in the page cache.
public final class OpenSide implements Side {
    public static final String WARM = "warm-footer";

    private final RecordingOpener opener;
    private @Nullable CaseSpec prepared;
    private OpenData data = new OpenData(0, 0);
    private Path file = Path.of("");

    public OpenSide(final RecordingOpener opener) {
        this.opener = opener;
    }

    @Override
    public long prepare(final CaseSpec bench) throws Exception {
        prepared = bench;
        data = OpenData.of(bench);
        file = data.file(bench, opener.extension());
        if (!Files.exists(file)) {
            final Path unfinished = file.resolveSibling(file.getFileName() + ".part");
            Files.deleteIfExists(unfinished);
            opener.make(unfinished, data);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return (long) opener.ask(file, data);
    }

    @Override
    public void round(final Sample sample) throws Exception {
        final CaseSpec bench = prepared;
        if (bench == null) {
            throw new IllegalStateException("no case was prepared");
        }
        final int opens = bench.size(10, 30);
        double sum = 0;
        for (int i = 0; i < opens; i++) {
            sample.start();
            final long beganNs = System.nanoTime();
            sum += opener.ask(file, data);
            sample.recordBatch(System.nanoTime() - beganNs, 1);
            sample.stop(1);
        }
        sample.figure("chunks", data.entities() * (double) data.chunks());
        sample.figure("file_bytes", (double) Files.size(file));
        sample.figure("answer", sum / opens);
    }
}
