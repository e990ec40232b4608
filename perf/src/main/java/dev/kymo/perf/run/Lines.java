package dev.kymo.perf.run;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// A child process that is spoken to in lines. Its standard error goes to a file. For one thread.
public final class Lines implements AutoCloseable {
    private static final int MAX_WAITING = 64;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Process process;
    private final BufferedWriter input;
    private final BlockingQueue<Optional<String>> output = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Path errors;

    private Lines(final Process process, final Path errors) {
        this.process = process;
        this.errors = errors;
        input = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        final Thread pump = new Thread(this::pump, "bench-worker-output");
        pump.setDaemon(true);
        pump.start();
    }

    /// @param errors where its standard error is appended
    /// @throws IOException when it can't be started
    public static Lines start(final List<String> command, final Path errors) throws IOException {
        return new Lines(
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                        .start(),
                errors);
    }

    private void pump() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.put(Optional.of(line));
            }
            output.put(Optional.empty());
        } catch (final IOException ended) {
            if (!output.offer(Optional.empty())) {
                process.destroyForcibly();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @throws IOException when the process is gone
    public void say(final String line) throws IOException {
        try {
            input.write(line);
            input.newLine();
            input.flush();
        } catch (final IOException e) {
            throw new IOException(ended(), e);
        }
    }

    /// The next line that it says.
    ///
    /// @throws IOException when it ends, or says nothing for so long
    public String hear(final Duration patience) throws IOException {
        try {
            final Optional<String> line = output.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                process.destroyForcibly();
                throw new IOException("no answer within " + patience.toSeconds() + " s; see " + log());
            }
            return line.orElseThrow(() -> new IOException(ended()));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    private String ended() {
        return "the process has ended; what it said is in " + log();
    }

    /// Without the machine's own folder: this gets into results that others read.
    private String log() {
        return ".kymo/bench/logs/" + errors.getFileName();
    }

    /// Closes its input, gives it some seconds to end, then ends it.
    @Override
    public void close() {
        try {
            input.close();
        } catch (final IOException isGone) {
            process.destroyForcibly();
        }
        try {
            if (!process.waitFor(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (final InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
