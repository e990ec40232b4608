package dev.kymo.cli;

import dev.kymo.viewer.render.DecodedImage;
import dev.kymo.viewer.render.ImageDecoder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// A virtual display with a real mouse and keyboard.
final class Desktop implements AutoCloseable {
    private static final long TIMEOUT_S = 30;

    private final Process server;
    private final String display;

    private Desktop(final Process server, final String display) {
        this.server = server;
        this.display = display;
    }

    /// A picture of the screen; pixels are `0xAABBGGRR`.
    record Shot(int width, int height, int[] pixels) {
        int at(final int x, final int y) {
            return pixels[y * width + x];
        }
    }

    /// Aborts the test where the programs for it are missing.
    static Desktop open(final int width, final int height) throws IOException {
        for (final String program : List.of("Xvfb", "xdotool", "import")) {
            if (Arrays.stream(System.getenv("PATH").split(":", -1))
                    .noneMatch(folder -> Files.isExecutable(Path.of(folder, program)))) {
                Assumptions.abort(program + " is missing: apt-get install xvfb xdotool imagemagick");
            }
        }
        final Process server = new ProcessBuilder(
                        "Xvfb", "-displayfd", "1", "-screen", "0", width + "x" + height + "x24", "-nolisten", "tcp")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        final BufferedReader said =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        final String number = said.readLine();
        if (number == null) {
            throw new IOException("Xvfb did not start");
        }
        return new Desktop(server, ":" + number);
    }

    String display() {
        return display;
    }

    /// Runs xdotool.
    void input(final String... arguments) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of("xdotool"));
        command.addAll(List.of(arguments));
        run(command);
    }

    /// Gives the keyboard to a window.
    ///
    /// @return false while there is none of that title
    boolean focus(final String title) throws InterruptedException {
        try {
            input("search", "--onlyvisible", "--name", title, "windowfocus");
            return true;
        } catch (final IOException notThere) {
            return false;
        }
    }

    void drag(final int fromX, final int fromY, final int toX, final int toY) throws IOException, InterruptedException {
        input("mousemove", text(fromX), text(fromY), "mousedown", "1");
        input("mousemove", text((fromX + toX) / 2), text((fromY + toY) / 2));
        input("mousemove", text(toX), text(toY), "mouseup", "1");
    }

    void click(final int x, final int y) throws IOException, InterruptedException {
        input("mousemove", text(x), text(y), "click", "1");
    }

    private static String text(final int number) {
        return Integer.toString(number);
    }

    /// Packed quickly rather than small: tests look again and again.
    Shot shoot(final Path png) throws IOException, InterruptedException {
        run(List.of("import", "-window", "root", "-depth", "8", "-quality", "10", "PNG32:" + png));
        return read(png);
    }

    static Shot read(final Path png) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final DecodedImage image = ImageDecoder.decodeRgba(MemorySegment.ofArray(Files.readAllBytes(png)), arena);
            return new Shot(image.width(), image.height(), image.pixels().toArray(ValueLayout.JAVA_INT_UNALIGNED));
        }
    }

    private void run(final List<String> command) throws IOException, InterruptedException {
        final ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("DISPLAY", display);
        final Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(command + " failed");
        }
    }

    @Override
    public void close() {
        server.destroy();
    }
}
