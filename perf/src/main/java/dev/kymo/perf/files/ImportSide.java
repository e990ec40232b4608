package dev.kymo.perf.files;

import dev.kymo.importer.ImportRequest;
import dev.kymo.importer.Importers;
import dev.kymo.importer.Progress;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.UnavailableException;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Sink;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Kymo's importers: from a file in the page cache to rows ready to be stored, which are dropped. One operation is one
/// point, or a frame of a folder of images.
public final class ImportSide implements Side {
    private Path file = Path.of("");
    private long points;
    private long fileBytes;
    private String counted = "";

    @Override
    public long prepare(final CaseSpec bench) throws IOException, UnavailableException {
        counted = switch (bench.name()) {
            case CloudFiles.IMAGES -> "EncodedImage:blob";
            case CloudFiles.MCAP -> "Scalars:scalars";
            default -> "Points3D:positions";
        };
        file = CloudFiles.file(bench);
        points = CloudFiles.points(bench, file);
        fileBytes = 0;
        try (Stream<Path> all = Files.walk(file)) {
            for (final Path each : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                fileBytes += Files.size(each);
            }
        }
        return read();
    }

    private long read() throws IOException {
        final CountingSink counter = new CountingSink(counted);
        try (RecordingStream out = RecordingStream.builder("bench")
                .sink(Sink.to(counter))
                .logTime(false)
                .open()) {
            Importers.importTo(ImportRequest.of(file), out, Progress.NONE);
        }
        return counter.count;
    }

    @Override
    public void round(final Sample sample, final int units) throws IOException {
        for (int i = 0; i < units; i++) {
            sample.start();
            final long found = read();
            sample.stop(points);
            if (found != points) {
                throw new IOException(file + ": " + found + " points, expected " + points);
            }
        }
        sample.addBytes(units * fileBytes);
        sample.figure("points_per_s", sample.ops() / sample.wallNs() * 1e9);
    }

    private static final class CountingSink implements RowSink {
        private final String component;
        private long count;

        CountingSink(final String component) {
            this.component = component;
        }

        @Override
        public void append(final StoreId store, final DataRow row) {
            for (final DataCell cell : row.cells()) {
                if (cell.descriptor().component().equals(component)) {
                    count += cell.instances().length();
                }
            }
        }
    }
}
