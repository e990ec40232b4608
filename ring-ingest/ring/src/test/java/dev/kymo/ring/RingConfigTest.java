package dev.kymo.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class RingConfigTest {
    @Test
    void shouldLeaveRoomForOtherProducersWhereSharedMemoryIsScarce() {
        assertEquals(64L << 20, RingConfig.defaultPayloadBytes(24L << 30));
        assertEquals(16L << 20, RingConfig.defaultPayloadBytes(64L << 20));
        assertEquals(8L << 20, RingConfig.defaultPayloadBytes((64L << 20) - 1));
        assertEquals(4L << 20, RingConfig.defaultPayloadBytes(1L << 20));
        assertEquals(64L << 20, RingConfig.defaultPayloadBytes(Long.MAX_VALUE));
    }
}
