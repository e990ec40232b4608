package dev.kymo.sdk;

import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rings of this process, one per configuration (so one, in nearly every program), counted by who uses them.
final class SharedRing {
    private static final Map<RingConfig, SharedRing> OPEN = new HashMap<>();

    private final RingProducer producer;
    private int leases;

    private SharedRing(final RingProducer producer) {
        this.producer = producer;
    }

    static Lease acquire(final RingConfig config) {
        synchronized (OPEN) {
            SharedRing ring = OPEN.get(config);
            if (ring == null) {
                ring = new SharedRing(open(config));
                OPEN.put(config, ring);
            }
            ring.leases++;
            return new Lease(config, ring.producer);
        }
    }

    private static RingProducer open(final RingConfig config) {
        try {
            return RingProducer.open(config);
        } catch (final IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static void release(final RingConfig config) {
        synchronized (OPEN) {
            final SharedRing ring = OPEN.get(config);
            if (ring != null && --ring.leases == 0) {
                OPEN.remove(config);
                ring.producer.close();
            }
        }
    }

    /// @return null when the ring is closed
    private static @Nullable Lease another(final Lease lease) {
        synchronized (OPEN) {
            final SharedRing ring = OPEN.get(lease.config());
            if (ring == null || ring.producer != lease.ring()) {
                return null;
            }
            ring.leases++;
            return lease;
        }
    }

    /// The right to use a ring until it is given back, as often as it was given.
    record Lease(RingConfig config, RingProducer ring) {
        /// The same right once more; null when the ring is closed already.
        @Nullable
        Lease another() {
            return SharedRing.another(this);
        }

        void release() {
            SharedRing.release(config);
        }
    }
}
