package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kymo.rrd.Durability;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class DurabilityTextTest {
    private static Durability of(final String text) {
        final RecordCommand command = new RecordCommand();
        new CommandLine(command).parseArgs("--durability", text);
        return command.durability;
    }

    @Test
    void shouldReadWhatTheHelpNames() {
        assertEquals(Durability.NONE, of("none"));
        assertEquals(Durability.EVERY_CHUNK, of("chunk"));
        assertEquals(Durability.every(Duration.ofMillis(500)), of("500ms"));
        assertEquals(Durability.every(Duration.ofSeconds(2)), of("2s"));
        assertEquals(Durability.every(Duration.ofMinutes(1)), of("1M"));
        assertEquals(Durability.NONE, new RecordCommand().durability);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "0s", "-1s", "always", "99999999999s"})
    void shouldRefuseAnythingElse(final String text) {
        assertThrows(CommandLine.ParameterException.class, () -> of(text));
    }
}
