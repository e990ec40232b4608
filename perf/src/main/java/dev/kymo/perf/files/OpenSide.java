package dev.kymo.perf.files;

import dev.kymo.perf.run.Libc;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// One operation is opening a file, one latest-at on every entity, and closing it.
public final class OpenSide implements Side {
    public static final String WARM = "warm-footer";
    /// Before each opening the kernel is told to let go of the file's pages.
    public static final String COLD = "cold-footer";

    /// A file that Rerun wrote.
    public static final String RERUN = "rerun-file";

    private static final int WARM_OPENINGS = 150;

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
        if (bench.name().equals(COLD)) {
            // Pages that are not on the disk yet can't be dropped.
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
        return (long) opener.ask(file, data);
    }

    /// Those that run on a JVM or on Node are compiled then, which takes some fifty openings.
    @Override
    public int warmUnits() {
        return prepared != null && prepared.name().equals(WARM) ? WARM_OPENINGS : 1;
    }

    @Override
    public void round(final Sample sample, final int units) throws Exception {
        if (prepared == null) {
            throw new IllegalStateException("no case was prepared");
        }
        final boolean isCold = prepared.name().equals(COLD);
        double sum = 0;
        for (int i = 0; i < units; i++) {
            if (isCold) {
                Libc.dropPages(file);
            }
            sample.start();
            final long beganNs = System.nanoTime();
            sum += opener.ask(file, data);
            sample.recordBatch(System.nanoTime() - beganNs, 1);
            sample.stop(1);
        }
        sample.figure("chunks", data.entities() * (double) data.chunks());
        sample.figure("file_bytes", (double) Files.size(file));
        sample.figure("answer", sum / units);
    }
}
