package dev.kymo.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How much memory a command that reads recordings may use.
final class MemoryOption {
    @Option(
            names = "--memory-limit",
            paramLabel = "SIZE",
            converter = ByteCount.class,
            description = "What the program may hold, such as 1GB; unpacked chunks of compressed files get what is left"
                    + " (256MiB unless given).")
    @Nullable
    Long limitBytes;
}
