package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.TimeType;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimeTextTest {
    @ParameterizedTest
    @CsvSource({
        "42, 42",
        "-42, -42",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808",
        "1.5s, 1500000000",
        "-1.5s, -1500000000",
        "200ms, 200000000",
        "7us, 7000",
        "7ns, 7",
        "0.1ns, 0",
        "2m, 120000000000",
        "2min, 120000000000",
        "1h, 3600000000000",
        "9223372036.854775807s, 9223372036854775807",
        "0s, 0",
        "1e3s, 1000000000000",
        "1e-99999999s, 0",
        "1970-01-01T00:00:01Z, 1000000000",
        "1969-12-31T23:59:59.999999999Z, -1",
        "2026-11-20T13:00:00+01:00, 1795176000000000000",
    })
    void shouldReadTimes(final String text, final long expected) {
        assertEquals(expected, TimeText.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "soon",
                "1.5",
                "1.5 s",
                "1,5s",
                "5 parsecs",
                "9223372036.854775808s",
                "9223372036854775808",
                "1e99999999s",
                "1e999999999999s",
                "2026-11-20",
                "2026-11-20T12:00:00",
                "9999-01-01T00:00:00Z"
            })
    void shouldSayWhatWouldBeUnderstood(final String text) {
        final CommandException e = assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> assertThrows(CommandException.class, () -> TimeText.parse(text)));
        assertTrue(String.valueOf(e.getMessage()).startsWith("time " + text + ": expected "), e.getMessage());
    }

    @Test
    void shouldShowTimesForPeople() {
        assertEquals("42", TimeText.show(42, TimeType.SEQUENCE));
        assertEquals("1.5s", TimeText.show(1_500_000_000, TimeType.DURATION));
        assertEquals("-0.000000001s", TimeText.show(-1, TimeType.DURATION));
        assertEquals("0s", TimeText.show(0, TimeType.DURATION));
        assertEquals("100s", TimeText.show(100_000_000_000L, TimeType.DURATION));
        assertEquals("1969-12-31T23:59:59.999999999Z", TimeText.show(-1, TimeType.TIMESTAMP));
        for (final long end : new long[] {Long.MIN_VALUE + 1, Long.MAX_VALUE}) {
            assertEquals(end, TimeText.parse(TimeText.show(end, TimeType.TIMESTAMP)));
            assertEquals(end, TimeText.parse(TimeText.show(end, TimeType.DURATION)));
        }
    }
}
