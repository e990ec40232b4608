package dev.kymo.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `kymo rrd`: file tools.
@Command(
        name = "rrd",
        mixinStandardHelpOptions = true,
        description = "Tools for recordings' files.",
        subcommands = {},
        footer = {"", "Examples:", "  kymo rrd stats run.rrd --json", "  kymo rrd verify run.rrd"})
final class RrdCommand implements Callable<Integer> {
    @picocli.CommandLine.Spec
    picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        throw new picocli.CommandLine.ParameterException(spec.commandLine(), "say which tool: stats, print or verify");
    }
}
