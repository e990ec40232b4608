package dev.kymo.demo;

import dev.kymo.demo.machine.MachineDescription;
import dev.kymo.sdk.TextDocument;
import java.nio.file.Path;

/// This machine's own numbers, 25 times a second, from `/proc`: processors, memory, load, context switches,
/// interrupts, disks, network, and the memory of this process and its parent. What the kernel does not show is
/// left out.
///
/// Entities are `/machine/…`, events `/logs/machine`, what the machine is (static) `/machine/description`.
/// Timelines: `log_time`; `time`, since the start of the demo; `seq`, a number for each row from
/// 1,000,000,000 unless told otherwise. Static rows have none of them and are not counted.
public final class MachineProducer {
    private static final long FIRST_NUMBER = 1_000_000_000;
    private static final Path PROC = Path.of("/proc");

    private MachineProducer() {}

    public static void main(final String[] arguments) {
        final int status = Producer.run("machine", FIRST_NUMBER, MachineProducer::prepare, arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    private static void prepare(final Producer producer, final CountedRecording recording) {
        recording.logStatic("machine/description", TextDocument.markdown(MachineDescription.markdown(PROC)));
        final long startEpochNs = producer.options().startEpochNs();
        producer.add("kymo-demo-machine", new MachineLoop(recording, PROC, startEpochNs));
    }
}
