package dev.kymo.sdk;

import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The rings of this process, one per configuration (so one, in nearly every program), counted by who uses them.
final class SharedRing {
    private static final Map<RingConfig, SharedRing> OPEN = new HashMap<>();

    private final RingConfig config;
    private final RingProducer producer;
    /// Once 0, it stays 0: the ring is closed.
    private final AtomicInteger leases = new AtomicInteger(1);

    private SharedRing(final RingConfig config, final RingProducer producer) {
        this.config = config;
        this.producer = producer;
    }

    static Lease acquire(final RingConfig config) {
        synchronized (OPEN) {
            final SharedRing known = OPEN.get(config);
            if (known != null && known.retain()) {
                return new Lease(known);
            }
            final SharedRing ring = new SharedRing(config, open(config));
            OPEN.put(config, ring);
            return new Lease(ring);
        }
    }

    /// A ring of the caller's own, which no other recording shares and [Lease#release] closes.
    static Lease own(final RingConfig config, final RingProducer producer) {
        return new Lease(new SharedRing(config, producer));
    }

    private static RingProducer open(final RingConfig config) {
        try {
            return RingProducer.open(config);
        } catch (final IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /// Without the lock: a claim in a loop must not wait for who opens another ring.
    ///
    /// @return false when the ring is closed
    private boolean retain() {
        int count = leases.get();
        while (count > 0 && !leases.compareAndSet(count, count + 1)) {
            count = leases.get();
        }
        return count > 0;
    }

    private void release() {
        if (leases.decrementAndGet() == 0) {
            synchronized (OPEN) {
                // Another of the same configuration may have taken its place already
                OPEN.remove(config, this);
                producer.close();
            }
        }
    }

    /// The right to use a ring until it is given back, as often as it was given.
    record Lease(SharedRing shared) {
        RingProducer ring() {
            return shared.producer;
        }

        RingConfig config() {
            return shared.config;
        }

        /// The same right once more; null when the ring is closed already.
        @Nullable
        Lease another() {
            return shared.retain() ? this : null;
        }

        void release() {
            shared.release();
        }
    }
}
