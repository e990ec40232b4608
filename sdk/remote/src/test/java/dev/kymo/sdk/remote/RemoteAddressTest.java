package dev.kymo.sdk.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RemoteAddressTest {
    @Test
    void shouldFillInWhatIsNotSaid() {
        assertEquals(new RemoteAddress("127.0.0.1", 9877), RemoteAddress.parse(""));
        assertEquals(new RemoteAddress("robot", 9877), RemoteAddress.parse("robot"));
        assertEquals(new RemoteAddress("127.0.0.1", 80), RemoteAddress.parse(":80"));
        assertEquals(new RemoteAddress("robot.lan", 80), RemoteAddress.parse("tcp://robot.lan:80"));
        assertEquals(new RemoteAddress("::1", 80), RemoteAddress.parse("[::1]:80"));
        assertEquals("tcp://[::1]:80", RemoteAddress.parse("tcp://[::1]:80").toString());
    }

    @Test
    void shouldTellAddressesFromFiles() {
        assertEquals(new RemoteAddress("robot", 80), RemoteAddress.of(Path.of("tcp://robot:80")));
        assertEquals(RemoteAddress.DEFAULT, RemoteAddress.of(Path.of("tcp:")));
        assertNull(RemoteAddress.of(Path.of("tcp.rrd")));
        assertNull(RemoteAddress.of(Path.of("live:")));
    }

    @Test
    void shouldRefuseOtherForms() {
        for (final String text : new String[] {"host:port", "host:99999", "a:b:c", "::1", "http://host", "a b"}) {
            assertThrows(IllegalArgumentException.class, () -> RemoteAddress.parse(text), text);
        }
    }
}
